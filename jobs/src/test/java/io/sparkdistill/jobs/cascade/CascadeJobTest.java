package io.sparkdistill.jobs.cascade;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.Predictions;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.sql.DistillFunctions;
import io.sparkdistill.statistics.CascadeCounts;
import io.sparkdistill.statistics.CascadeCurve;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.teacher.FittedCascade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CascadeJobTest {
    private static final String TARGET = "cascade.target=0.9";

    @TempDir
    private static Path folder;

    private static TinyTask task;

    @BeforeAll
    static void train() throws IOException {
        task = new TinyTask(folder);
        JobContext context = task.context("train.baseline.enabled=false");
        for (Job job : Pipeline.jobs(context)) {
            job.validate();
            job.run(LocalSpark.session());
        }
    }

    private static String run(String... overrides) {
        String[] all = new String[overrides.length + 1];
        all[0] = "train.baseline.enabled=false";
        System.arraycopy(overrides, 0, all, 1, overrides.length);
        CascadeJob job = new CascadeJob(task.context(all));
        job.validate();
        return job.run(LocalSpark.session()).summary();
    }

    private static Path file() {
        return task.run().resolve(FittedCascade.FILE);
    }

    private static FittedCascade stored() throws IOException {
        return FittedCascade.parse(Files.readString(file()));
    }

    @Test
    void countsTheValidationExamplesAtEveryThreshold() throws IOException {
        String summary = run(TARGET);

        FittedCascade cascade = stored();
        assertThat(cascade.curve()).isEqualTo(agreement());
        assertThat(cascade.teacher().name()).isEqualTo("tiny");
        assertThat(cascade.teacher().maxTokens()).isEqualTo(16);
        assertThat(cascade.temperature()).isBetween(0.05, 20.0);
        assertThat(summary)
                .startsWith(
                        "cascade: agreement with the teacher at least 0.9 with confidence 0.95, chosen on 60 validation"
                                + " examples\n")
                .contains("teacher tiny is asked for %.1f %% of the examples"
                        .formatted(100 * cascade.require(0.9).asked()))
                .endsWith("runs/%s/cascade/cascade.json".formatted(task.run().getFileName()));
    }

    @Test
    void skipsWhatIsDoneAndRedoesWhatChanged() throws IOException {
        run(TARGET);
        Files.setLastModifiedTime(file(), FileTime.fromMillis(0));
        run(TARGET);
        assertThat(Files.getLastModifiedTime(file()).toMillis()).isZero();

        run("cascade.target=0.5", "cascade.truth=labels");
        assertThat(stored().target()).isEqualTo(0.5);
        assertThat(stored().truth()).isEqualTo("labels");
    }

    @Test
    void sqlFindsTheCascadeAndItsTeacherInTheServedRun() {
        run(TARGET);
        SparkSession session = LocalSpark.session().newSession();
        DistillFunctions.register(session);

        String call = "cascade_class('%s', '%s', 'a good film')".formatted(task.output(), folder);
        assertThat(session.sql("SELECT " + call).first().getInt(0)).isBetween(0, 1);
    }

    @Test
    void tooFewExamplesAreAnError() {
        assertThatThrownBy(() -> run("cascade.target=0.98"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot fit a cascade: the target 0.98 needs at least 149 validation examples at delta = 0.05:"
                                + " 60; add examples, or lower the target");
    }

    @Test
    void aTeacherThatMissesTheTargetOnLabelsIsAnError() {
        assertThatThrownBy(() -> run("cascade.target=0.8", "cascade.truth=labels"))
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot fit a cascade: the target 0.8 is not certified at delta = 0.05: even at the largest"
                        + " margin 19 of 60 validation examples are answered wrong; lower the target");
    }

    @Test
    void wrongSettingsAreErrorsBeforeSparkStarts() {
        assertThatThrownBy(() -> run("cascade.truth=labels", "cascade.table-rows=100"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot fit a cascade: cascade.table-rows holds for agreement with the teacher only:"
                        + " cascade.truth = labels; set cascade.table-rows = null");
        assertThatThrownBy(() -> run("cascade.target=1"))
                .hasMessageContaining("cascade.target must be more than 0 and less than 1: 1.0");
    }

    /** Counts the stored predictions in plain Java. */
    private static CascadeCurve agreement() {
        Map<String, Integer> teacher = new HashMap<>();
        Map<String, Row> student = new HashMap<>();
        List<Row> rows = LocalSpark.session()
                .read()
                .parquet(task.run().resolve("evaluation/predictions").toString())
                .where(col(Predicted.SPLIT).equalTo("validation"))
                .select(Predicted.EXAMPLE_KEY, Predicted.MODEL, Predicted.PREDICTED, Predicted.PROBABILITIES)
                .collectAsList();
        for (Row row : rows) {
            if (row.getString(1).equals("teacher")) {
                teacher.put(row.getString(0), row.getInt(2));
            } else {
                student.put(row.getString(0), row);
            }
        }
        CascadeCounts counts = new CascadeCounts();
        for (Row row : rows) {
            if (row.getString(1).equals("teacher")) {
                Row predicted = student.get(row.getString(0));
                double[] logits = Vectors.widen(Floats.array(predicted, 3));
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = Math.log(logits[i]);
                }
                int reference = teacher.get(row.getString(0));
                counts.add(Predictions.logitMargin(logits), predicted.getInt(2), reference, reference);
            }
        }
        return counts.curve();
    }
}
