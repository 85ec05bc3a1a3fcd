package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nights over tables that have a log make what they make of plain files. */
@Tag("table-formats")
class LoggedFormatsTest {
    private static final String[] SETTINGS = {
        "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=40}]",
        "label.max-rejected-share=0.5",
        "label.max-batch-rows=1"
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"DELTA", "ICEBERG"})
    void labelWhatIsNewAlone(TableFormat format) throws IOException {
        assumeTrue(format.isPresent());
        TinyTask task = new TinyTask(folder);
        JobContext logged = context(task, format);
        JobContext plain = context(task, TableFormat.PARQUET);
        task.writeUnlabeled(List.of("a good film", "a bad film", "one poison film"));
        label(logged);
        label(plain);
        task.writeUnlabeled(List.of("a good film", "a bad film", "one poison film", "a long film", "more poison"));
        String summary = label(logged);

        assertThat(label(plain)).containsPattern("│ +1 │ +2 │");
        assertThat(summary).containsPattern("│ +1 │ +2 │");
        assertThat(rows(logged, TransferSet.TABLE, TransferSet.SCHEMA))
                .isEqualTo(rows(plain, TransferSet.TABLE, TransferSet.SCHEMA));
        assertThat(rows(logged, Logits.TABLE, Logits.SCHEMA)).isEqualTo(rows(plain, Logits.TABLE, Logits.SCHEMA));
        assertThat(rows(logged, SoftTargets.TABLE, SoftTargets.SCHEMA))
                .isEqualTo(rows(plain, SoftTargets.TABLE, SoftTargets.SCHEMA));
        assertThat(label(logged)).contains("already done");
    }

    private JobContext context(TinyTask task, TableFormat format) {
        String[] all = java.util.Arrays.copyOf(SETTINGS, SETTINGS.length + 2);
        all[SETTINGS.length] = "table-format=" + format.source();
        all[SETTINGS.length + 1] = "output=" + folder.resolve(format.source());
        return task.context(all);
    }

    private static String label(JobContext context) {
        List<Job> jobs = Pipeline.jobs(context).subList(0, 2);
        jobs.forEach(Job::validate);
        context.requireTableFormat();
        jobs.get(0).run(LocalSpark.session());
        return jobs.get(1).run(LocalSpark.session()).summary();
    }

    private static List<String> rows(JobContext context, String table, StructType schema) {
        return context.output().read(LocalSpark.session(), table, schema).toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }
}
