package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chooses the best epoch by examples that are held back from training. */
class SelectByTest {
    private static final String[] HELD_BACK = {
        "train.select-by=soft-loss",
        "train.held-back-share=0.2",
        "augment.copies=2",
        "train.epochs=2",
        "train.baseline.learning-rates=[1e-9, 0.02]"
    };

    @TempDir
    private Path folder;

    @Test
    void theBestEpochHasTheLowestSoftLossOfExamplesThatNoStepSeesAndTheBaselineItsBestLearningRate()
            throws IOException {
        TinyTask task = new TinyTask(folder);
        JobContext context = task.context(HELD_BACK);
        List<Job> jobs = Pipeline.jobs(context).subList(0, 3);
        jobs.forEach(Job::validate);
        jobs.forEach(job -> job.run(LocalSpark.session()));

        JsonNode student = training(task, "student");
        double first = student.at("/epochs/0/validation/criterion/value").asDouble();
        double second = student.at("/epochs/1/validation/criterion/value").asDouble();
        assertThat(student.at("/epochs/0/validation/criterion/by").asText()).isEqualTo("SOFT_LOSS");
        assertThat(student.get("bestEpoch").asInt()).isEqualTo(second < first ? 2 : 1);
        JsonNode baseline = training(task, "baseline");
        assertThat(baseline.at("/epochs/0/validation").has("criterion")).isFalse();
        assertThat(baseline.get("learningRate").asDouble()).isEqualTo(0.02);
        assertThat(student.has("learningRate")).isFalse();
        List<Row> rows = new TrainingData(context, LocalSpark.session())
                .require("student", context.config().train())
                .select(TransferSet.EXAMPLE_KEY, TransferSet.PARENT_KEY, "held_back")
                .collectAsList();
        long heldBack = rows.stream().filter(row -> row.getBoolean(2)).count();
        assertThat(heldBack).isBetween(rows.size() / 10L, rows.size() * 3L / 10);
        assertThat(student.get("examples").asLong()).isEqualTo(rows.size() - heldBack);
        Map<String, Boolean> ofParents = new HashMap<>();
        rows.forEach(row -> ofParents.put(row.getString(0), row.getBoolean(2)));
        assertThat(rows)
                .filteredOn(row -> ofParents.containsKey(row.getString(1)))
                .isNotEmpty()
                .allSatisfy(copy -> assertThat(copy.getBoolean(2)).isEqualTo(ofParents.get(copy.getString(1))));

        JobContext tooFew = task.context(
                "train.select-by=agreement", "train.held-back-share=0.000001", "augment.copies=2", "train.epochs=2");
        assertThatThrownBy(() -> Pipeline.jobs(tooFew).get(2).run(LocalSpark.session()))
                .hasMessage(
                        "Cannot train student: train.select-by needs examples that are held back, but train.held-back-share"
                                + " = 1.0E-6 of %d examples gave none; set it higher, or train.select-by = accuracy",
                        rows.size());
    }

    private static JsonNode training(TinyTask task, String student) throws IOException {
        return new ObjectMapper()
                .readTree(task.run().resolve(student).resolve("training.json").toFile());
    }
}
