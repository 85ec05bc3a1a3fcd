package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.LogLines;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.table.Predicted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    private static final String[] HIDDEN = {
        "label.hidden=true",
        "train.feature-weight=0.1",
        "train.distance-weight=1",
        "train.angle-weight=1",
        "train.baseline.enabled=false"
    };

    @TempDir
    Path folder;

    @Test
    void leavesEveryTableAndResultWithItsProvenance() throws IOException {
        TinyTask task = new TinyTask(folder);
        run(task.context());
        for (String table : List.of("transfer_set", "soft_targets")) {
            assertThat(task.output().resolve(table + "/_provenance.json")).isRegularFile();
        }
        for (String artifact : List.of("student", "baseline", "evaluation")) {
            assertThat(task.run().resolve(artifact + "/_provenance.json")).isRegularFile();
        }
        for (String file : List.of("student.json", "parameters.safetensors", "vocabulary.txt", "training.json")) {
            assertThat(task.run().resolve("student/" + file)).isRegularFile();
        }
        for (String picture :
                List.of("student/learning-curve.png", "evaluation/accuracy.png", "evaluation/calibration.png")) {
            assertThat(ImageIO.read(task.run().resolve(picture).toFile()).getWidth())
                    .isEqualTo(900);
        }
        JsonNode models = metrics(task).get("models");
        for (String model : List.of("teacher", "student", "baseline")) {
            assertThat(models.at("/" + model + "/validation/rows").asInt()).isEqualTo(60);
            assertThat(models.at("/" + model + "/test/rows").asInt()).isEqualTo(40);
            for (String metric : List.of("accuracy", "macro-f1", "nll", "ece", "agreement")) {
                assertThat(models.at("/" + model + "/test/" + metric).asDouble(-1))
                        .isNotNegative();
            }
            assertThat(models.at("/" + model + "/cost/rows-per-second").asDouble())
                    .isPositive();
        }
        assertThat(models.at("/teacher/test/agreement").asDouble()).isEqualTo(1);
        assertThat(LocalSpark.session()
                        .read()
                        .parquet(task.run().resolve("evaluation/predictions").toString())
                        .schema()
                        .fieldNames())
                .containsExactly(Predicted.SCHEMA.fieldNames());
    }

    @Test
    void skipsWhatIsDoneAndRedoesWhatChanged() throws IOException {
        TinyTask task = new TinyTask(folder);
        run(task.context());
        byte[] parameters = Files.readAllBytes(task.run().resolve("student/parameters.safetensors"));
        List<String> again = run(task.context());
        assertThat(again.get(0)).startsWith("augment: already done");
        assertThat(again.get(1)).startsWith("label: already done");
        List<String> changed = run(task.context("train.learning-rate=0.01"));
        assertThat(changed.get(1)).startsWith("label: already done");
        assertThat(task.run().resolve("student/parameters.safetensors")).isRegularFile();
        assertThat(Files.readAllBytes(task.run().resolve("student/parameters.safetensors")))
                .isNotEqualTo(parameters);
    }

    @Test
    void givesTheSameStudentForTheSameConfigurationAndSeed(@TempDir Path other) throws IOException {
        TinyTask first = new TinyTask(folder);
        TinyTask second = new TinyTask(other);
        run(first.context());
        run(second.context());
        for (String name : List.of("student", "baseline")) {
            assertThat(Files.readAllBytes(first.run().resolve(name + "/parameters.safetensors")))
                    .isEqualTo(Files.readAllBytes(second.run().resolve(name + "/parameters.safetensors")));
        }
    }

    @Test
    void givesTheBaselineTheVocabularyOfItsOwnTextsOrOfAll() throws IOException {
        TinyTask task = new TinyTask(folder);
        task.writeUnlabeled(List.of("a zebra is no film", "not a good zebra"));
        run(task.context("train.epochs=1"));
        List<String> words = Files.readAllLines(task.run().resolve("student/vocabulary.txt"));
        assertThat(words).contains("zebra", "film");
        assertThat(Files.readAllLines(task.run().resolve("baseline/vocabulary.txt")))
                .contains("film")
                .doesNotContain("zebra");
        byte[] student = Files.readAllBytes(task.run().resolve("student/training.json"));
        run(task.context("train.epochs=1", "train.baseline.vocabulary=transfer-set"));
        assertThat(Files.readAllLines(task.run().resolve("baseline/vocabulary.txt")))
                .isEqualTo(words);
        assertThat(Files.readAllBytes(task.run().resolve("student/training.json")))
                .isEqualTo(student);
    }

    @Test
    void trainsOnOnePartitionAsOnTheDriver() throws IOException {
        TinyTask task = new TinyTask(folder);
        run(task.context("train.baseline.enabled=false"));
        byte[] driver = Files.readAllBytes(task.run().resolve("student/parameters.safetensors"));
        String[] partition = {"train.baseline.enabled=false", "train.trainer=partition", "train.local-steps=4"};
        List<String> results = run(task.context(partition[0], partition[1], partition[2], "train.partitions=1"));
        assertThat(results.get(2)).doesNotContain("already done");
        assertThat(Files.readAllBytes(task.run().resolve("student/parameters.safetensors")))
                .isEqualTo(driver);
        run(task.context(partition));
        assertThat(Files.readAllBytes(task.run().resolve("student/parameters.safetensors")))
                .hasSameSizeAs(driver)
                .isNotEqualTo(driver);
    }

    @Test
    void trainsATeacherOfItsOwnThatThenTeaches(@TempDir Path other) throws IOException {
        TinyTask teacher = new TinyTask(folder);
        List<String> results = run(teacher.context("train.soft-weight=0", "train.hard-weight=1", "teachers=[]"));
        assertThat(results).hasSize(4);
        TinyTask student = new TinyTask(other);
        run(student.context(
                "teachers=[{name=own, model=" + teacher.run().resolve("student") + "}]",
                "train.loss=mse",
                "train.soft-weight=1",
                "train.hard-weight=0"));
        assertThat(metrics(student).at("/models/teacher/test/accuracy").asDouble())
                .isEqualTo(metrics(teacher).at("/models/student/test/accuracy").asDouble());
    }

    @Test
    void distilsHiddenStatesOfATorchScriptTeacherAndOfAStudent(@TempDir Path other) throws IOException {
        TinyTask first = new TinyTask(folder);
        TinyTeacher.writeModel(first.file("model.pt"), TinyTeacher.WITH_HIDDEN);
        run(first.context(HIDDEN));
        try (StudentModel student = StudentModel.load(first.run().resolve("student"))) {
            assertThat(student.parameterShapes())
                    .extracting(ParameterShape::name)
                    .contains("output.weight")
                    .noneMatch(name -> name.contains("projection"));
        }
        TinyTask second = new TinyTask(other);
        List<String> own = new ArrayList<>(List.of(HIDDEN));
        own.add("teachers=[{name=own, model=" + first.run().resolve("student") + "}]");
        own.add("train.trainer=partition");
        run(second.context(own.toArray(String[]::new)));
        JsonNode models = metrics(second).get("models");
        assertThat(models.at("/student/test/agreement").asDouble()).isGreaterThan(0.5);
    }

    @Test
    void trainsStudentsAtOnceAsEachAlone(@TempDir Path other) throws IOException {
        String labels = "train.soft-weight=0";
        TinyTask together = new TinyTask(folder);
        TinyTask alone = new TinyTask(other);
        run(together.context(labels, "train.seeds=[7, 8]"));
        assertThat(metrics(together).at("/models/student-2/validation/rows").asInt())
                .isEqualTo(60);
        Map<String, String> seeds = Map.of("student", "7", "student-2", "8");
        for (String name : seeds.keySet()) {
            run(alone.context(labels, "train.seeds=[" + seeds.get(name) + "]"));
            for (String file : List.of("parameters.safetensors", "vocabulary.txt", "student.json")) {
                assertThat(Files.readAllBytes(together.run().resolve(name + "/" + file)))
                        .as("%s of %s", file, name)
                        .isEqualTo(Files.readAllBytes(alone.run().resolve("student/" + file)));
            }
        }
        byte[] first = Files.readAllBytes(together.run().resolve("student/parameters.safetensors"));
        assertThat(Files.readAllBytes(together.run().resolve("student-2/parameters.safetensors")))
                .isNotEqualTo(first);
        Path firstRun = together.run();
        run(together.context(labels, "train.seeds=[7, 9]"));
        assertThat(together.run()).isNotEqualTo(firstRun);
        assertThat(together.run().resolve("student/training.json"))
                .as("with its durations, so the first one is copied")
                .hasSameBinaryContentAs(firstRun.resolve("student/training.json"));
    }

    @Test
    void theParametersOfAStudentAreNoPartOfATask() throws IOException {
        TinyTask task = new TinyTask(folder);
        try (LogLines log = LogLines.ofLargeTasks()) {
            run(task.context(
                    "train.soft-weight=0", "train.seeds=[1, 2]", "train.epochs=1", "student.bilstm.hidden-size=300"));
            assertThat(log.lines()).noneMatch(line -> line.contains("very large size"));
        }
        assertThat(metrics(task).at("/models/student-2/cost/bytes").asLong()).isGreaterThan(2_000_000);
    }

    private static List<String> run(JobContext context) {
        List<Job> jobs = Pipeline.jobs(context);
        jobs.forEach(Job::validate);
        List<String> summaries = new ArrayList<>();
        jobs.forEach(job -> summaries.add(job.run(LocalSpark.session()).summary()));
        return summaries;
    }

    private static JsonNode metrics(TinyTask task) throws IOException {
        return new ObjectMapper()
                .readTree(task.run().resolve("evaluation/metrics.json").toFile());
    }
}
