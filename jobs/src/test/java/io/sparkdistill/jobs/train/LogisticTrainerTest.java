package io.sparkdistill.jobs.train;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogisticTrainerTest {
    private static final String[] SOFT_AT_2 = {
        "student.network=logistic",
        "student.logistic={features=1024, regularization=0, iterations=40}",
        "train.temperature=2",
        "train.soft-weight=1",
        "train.hard-weight=0"
    };

    @TempDir
    static Path folder;

    private static TinyTask task;

    @BeforeAll
    static void run() throws IOException {
        task = new TinyTask(folder);
        JobContext context = task.context(SOFT_AT_2);
        for (Job job : Pipeline.jobs(context)) {
            job.validate();
            job.run(LocalSpark.session());
        }
    }

    @Test
    void leavesAPipelineThatSparkAloneRunsWithThePredictionsOfEvaluate() {
        for (String name : List.of("student", "baseline")) {
            PipelineModel pipeline =
                    PipelineModel.load(task.run().resolve(name + "/pipeline").toString());
            Dataset<Row> predicted = table("evaluation/predictions")
                    .where(col(Predicted.MODEL).equalTo(name))
                    .select(Predicted.EXAMPLE_KEY, Predicted.PROBABILITIES)
                    .distinct()
                    .join(
                            pipeline.transform(table("evaluation_set").dropDuplicates(TransferSet.EXAMPLE_KEY)),
                            Predicted.EXAMPLE_KEY);
            List<Row> rows = predicted
                    .select(col(Predicted.PROBABILITIES), col("probability"))
                    .collectAsList();
            assertThat(rows).hasSizeGreaterThan(50);
            for (Row row : rows) {
                List<Float> ours = row.getList(0);
                Vector theirs = row.getAs(1);
                assertThat((double) ours.get(1)).isCloseTo(theirs.apply(1), offset(1e-5));
            }
        }
    }

    @Test
    void fitsTheSoftmaxAtTheTemperatureOfTheSoftTargets() {
        PipelineModel pipeline =
                PipelineModel.load(task.run().resolve("student/pipeline").toString());
        Column logits = vector_to_array(col("rawPrediction"), "float64");
        Column atTwo = logits.getItem(1).minus(logits.getItem(0)).divide(2);
        Column probability = lit(1.0).divide(exp(atTwo.multiply(-1)).plus(1));
        Dataset<Row> targets =
                table("soft_targets").where(col(SoftTargets.TEMPERATURE).equalTo(2.0));
        Row means = pipeline.transform(table("transfer_set"))
                .join(targets, TransferSet.EXAMPLE_KEY)
                .agg(avg(probability), avg(col(SoftTargets.PROBABILITIES).getItem(1)))
                .first();
        // Where the cross-entropy is least its derivative by the intercept is 0: on average the student gives the
        // targets.
        assertThat(means.getDouble(0)).isCloseTo(means.getDouble(1), offset(1e-3));
    }

    @Test
    void tellsItsSizesAndEveryIteration() throws IOException {
        StudentSummary student = summary("student");
        assertThat(student.others()).isEqualTo(1025 * 2);
        assertThat(student.embeddings()).isZero();
        assertThat(student.bestEpoch()).isEqualTo(student.epochs().size()).isGreaterThan(3);
        assertThat(student.best().trainLoss())
                .isLessThan(student.epochs().get(0).trainLoss());
    }

    @Test
    void learnsLabelsWithoutATeacherToo() throws IOException {
        assertThat(summary("baseline").best().validation().accuracy()).isGreaterThan(0.8);
    }

    private static StudentSummary summary(String name) throws IOException {
        return new ObjectMapper()
                .readValue(task.run().resolve(name + "/training.json").toFile(), StudentSummary.class);
    }

    private Dataset<Row> table(String name) {
        return LocalSpark.session()
                .read()
                .parquet((name.startsWith("evaluation/") ? task.run() : task.output())
                        .resolve(name)
                        .toString());
    }
}
