package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionLabelJobTest {
    private static final SparkSession SPARK = LocalSpark.session();

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void write() throws IOException {
        task = new TinyTask(folder);
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.TWO_CLASSES);
    }

    @Test
    void writesTheTableThatLabelWrites() {
        JobContext ours = task.context("output=" + folder.resolve("ours"));
        JobContext extension = task.context();
        run(new AugmentJob(ours));
        run(new LabelJob(ours));
        run(new AugmentJob(extension));
        run(new ExtensionLabelJob(extension));

        Map<String, Row> expected = logits(folder.resolve("ours"));
        Map<String, Row> found = logits(task.output());
        assertThat(found.keySet()).isEqualTo(expected.keySet()).hasSizeGreaterThan(500);
        found.forEach((key, row) -> {
            Row other = expected.get(key);
            assertThat(Floats.array(row, row.fieldIndex(Logits.LOGITS)))
                    .containsExactly(Floats.array(other, other.fieldIndex(Logits.LOGITS)), within(1e-6f));
            for (String same :
                    new String[] {Logits.TEACHER, Logits.FINGERPRINT, Logits.TOKEN_COUNT, Logits.TRUNCATED}) {
                assertThat(row.<Object>getAs(same)).isEqualTo(other.getAs(same));
            }
        });
        LabelResult rest = (LabelResult) run(new LabelJob(extension));
        assertThat(rest.teachers().get(0).labeled()).isZero();
    }

    @Test
    void wantsTheTokenizerBesideTheModel() {
        JobContext context = task.context(
                "teachers=[{name=tiny, model=${data}/model.pt, tokenizer=/elsewhere/tokenizer.json, max-tokens=16}]");
        assertThatThrownBy(() -> new ExtensionLabelJob(context).validate())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot label through DJL's Spark extension: teachers[0].tokenizer must be "
                        + task.file("tokenizer.json"));
    }

    private static JobResult run(Job job) {
        job.validate();
        return job.run(SPARK);
    }

    private static Map<String, Row> logits(Path output) {
        Map<String, Row> logits = new HashMap<>();
        for (Row row :
                SPARK.read().parquet(output.resolve(Logits.TABLE).toString()).collectAsList()) {
            assertThat(logits.put(row.getAs(Logits.EXAMPLE_KEY), row)).isNull();
        }
        return logits;
    }
}
