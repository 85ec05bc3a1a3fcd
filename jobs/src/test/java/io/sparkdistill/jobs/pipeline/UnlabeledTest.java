package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.export.ExportJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.sweep.Comparison;
import io.sparkdistill.jobs.train.TrainJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distillation without labels, evaluation without examples, and trainings that cannot be. */
class UnlabeledTest {
    private static final String[] WITHOUT_LABELS = {
        "input.train=[]", "input.validation=[]", "input.test=[]", "evaluate.speed-rows=8", "train.epochs=2"
    };

    @TempDir
    Path folder;

    @Test
    void distilsTheTeacherAloneAndMeasuresAgreement() throws IOException {
        TinyTask task = new TinyTask(folder);
        List<String> results = run(task.context(WITHOUT_LABELS));
        assertThat(results.get(2))
                .contains("agreement with teacher", "the student learned from the teacher alone")
                .doesNotContain("baseline |", "accuracy");
        assertThat(results.get(3))
                .contains("models are compared with the teacher")
                .doesNotContain("recall");
        JsonNode models = json(task, "evaluation/metrics.json").get("models");
        assertThat(models.fieldNames()).toIterable().containsExactly("teacher", "student");
        JsonNode validation = models.at("/student/validation");
        assertThat(validation.fieldNames()).toIterable().containsExactly("agreement", "rows", "recall");
        assertThat(validation.get("agreement").asDouble()).isBetween(0.4, 1.0);
        assertThat(models.at("/teacher/validation/agreement").asDouble()).isEqualTo(1);
        JsonNode epoch = json(task, "student/training.json").at("/epochs/1/validation");
        assertThat(epoch.fieldNames()).toIterable().containsExactly("agreement", "nll");
        assertThat(task.run().resolve("evaluation/agreement.png")).isRegularFile();
        assertThat(task.run().resolve("evaluation/accuracy.png")).doesNotExist();
        assertThat(task.run().resolve("baseline")).doesNotExist();
        ExportJob export = new ExportJob(task.context(WITHOUT_LABELS));
        export.validate();
        assertThat(export.run(LocalSpark.session()).summary()).contains("model.onnx");
    }

    @Test
    void comparesStudentsWithoutLabelsAndOnesThatNothingMeasures() throws IOException {
        TinyTask task = new TinyTask(folder);
        String logits = "logits=" + folder.resolve("logits");
        Map<String, JobContext> contexts = new LinkedHashMap<>();
        contexts.put("agreeing", task.context(with("output=" + folder.resolve("a"), logits)));
        contexts.put("alone", task.context(with("output=" + folder.resolve("b"), logits, "input.validation-share=0")));
        List<String> results = new ArrayList<>();
        contexts.values().forEach(context -> results.addAll(run(context)));
        assertThat(results.get(5)).contains("Warning: there is no validation and no test example");
        assertThat(results.get(8))
                .isEqualTo("evaluate: skipped: there is no validation and no test example; set"
                        + " input.validation, input.test or input.validation-share to measure the student");

        Comparison comparison = Comparison.of(contexts);
        assertThat(comparison.summary()).contains("agreeing", "alone").doesNotContain("NaN", "null");
        comparison.store(task.context().output());
        assertThat(Files.readString(task.output().resolve("sweep.json"))).doesNotContain("NaN", "accuracy\"");
        assertThat(task.output().resolve("sweep.png")).isRegularFile();
        assertThat(Files.readString(TinyTask.newestRun(folder.resolve("b")).resolve("student/training.json")))
                .doesNotContain("NaN");
    }

    @Test
    void measuresAgainstTheLabelsOfATestFile() throws IOException {
        TinyTask task = new TinyTask(folder);
        String test = "input.test=[{path=${data}/test.tsv, text=sentence, label=label}]";
        run(task.context(with(test, "student.network=logistic", "student.logistic.features=64")));
        JsonNode student = json(task, "evaluation/metrics.json").at("/models/student");
        assertThat(student.at("/validation").has("accuracy")).isFalse();
        assertThat(student.at("/test/accuracy").isNumber()).isTrue();
        assertThat(json(task, "student/training.json").toString())
                .contains("agreement")
                .doesNotContain("accuracy");
    }

    @Test
    void endsATrainingThatDivergesWithOneMessage() throws IOException {
        TinyTask task = new TinyTask(folder);
        String[] fast = {"train.optimizer=sgd", "train.gradient-clip=0", "train.baseline.enabled=false"};
        run(task.context("train.epochs=1", "train.baseline.enabled=false"));
        for (String rate : List.of("train.learning-rate=1e12", "train.learning-rate=1e35")) {
            for (String trainer : List.of("train.seeds=[]", "train.seeds=[1, 2]", "train.trainer=partition")) {
                assertThatThrownBy(() -> train(task.context(fast[0], fast[1], fast[2], rate, trainer)))
                        .as(rate + " " + trainer)
                        .isInstanceOf(InputException.class)
                        .hasMessageStartingWith("Cannot train student: its training diverged: ")
                        .hasMessageEndingWith("lower train.learning-rate, or set train.gradient-clip (0 is none) or"
                                + " train.warmup-share");
            }
        }
        assertThat(task.run().resolve("student/_provenance.json")).doesNotExist();
    }

    @Test
    void saysWhatToRunForATemperatureThatIsNotStoredAndWhatToLowerForAnEmptyVocabulary() throws IOException {
        TinyTask task = new TinyTask(folder);
        run(task.context("train.epochs=1", "train.baseline.enabled=false"));
        assertThatThrownBy(() -> train(task.context("label.temperatures=[1, 2, 4]", "train.temperature=4")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "soft_targets: it was made with other settings (label.temperatures); run `label` first");
        assertThatThrownBy(() -> train(task.context("student.vocabulary.min-count=10000")))
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot build the student's vocabulary: no word of its training texts occurs at least"
                        + " student.vocabulary.min-count = 10000 times; lower it, or add texts");
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of(WITHOUT_LABELS));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void train(JobContext context) {
        TrainJob job = new TrainJob(context);
        job.validate();
        job.run(LocalSpark.session());
    }

    private static List<String> run(JobContext context) {
        List<Job> jobs = Pipeline.jobs(context);
        jobs.forEach(Job::validate);
        List<String> summaries = new ArrayList<>();
        jobs.forEach(job -> summaries.add(job.run(LocalSpark.session()).summary()));
        return summaries;
    }

    private static JsonNode json(TinyTask task, String file) throws IOException {
        return new ObjectMapper().readTree(task.run().resolve(file).toFile());
    }
}
