package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.sql.DistillFunctions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistilledTest {
    @TempDir
    private Path folder;

    @Test
    void onePipelineLeavesWhatOneQueryAnswersWith() throws IOException {
        TinyTask task = new TinyTask(folder);

        assertThatThrownBy(() -> pipeline(task, "cascade.target=0.9999"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "Cannot fit a cascade: the target 0.9999 needs at least 29,956 validation examples");
        assertThat(task.output().resolve("current.json")).doesNotExist();

        pipeline(task, "cascade.target=0.9");
        SparkSession sql = LocalSpark.session().newSession();
        DistillFunctions.register(sql);
        sql.createDataset(TinyTask.sentences(40, 9), Encoders.STRING())
                .toDF("text")
                .createOrReplaceTempView("t");
        List<Row> rows = sql.sql("SELECT distilled_class(text, '%1$s'), cascade_class('%1$s', '%2$s', text) FROM t"
                        .formatted(task.output(), folder.resolve("model.pt")))
                .collectAsList();

        assertThat(rows).hasSize(40).allSatisfy(row -> assertThat(row.getInt(0)).isEqualTo(row.getInt(1)));
    }

    private static void pipeline(TinyTask task, String target) {
        List<Job> jobs = Pipeline.jobs(task.context("train.baseline.enabled=false", "cascade.enabled=true", target));
        jobs.forEach(Job::validate);
        jobs.forEach(job -> job.run(LocalSpark.session()));
    }
}
