package io.sparkdistill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptTrainerTest {
    private static final String SCRIPT =
            "student.torchscript={model=${data}/start.pt, tokenizer=${data}/tokenizer.json, max-tokens=16}";

    @TempDir
    private Path folder;

    @Test
    void makesATeacherOfAModelThatIsThereAlready(@TempDir Path other) throws IOException {
        TinyTask own = new TinyTask(folder);
        TinyTeacher.writeTrainable(own.file("start.pt"));
        run(own.context(
                "student.network=torchscript",
                SCRIPT,
                "teachers=[]",
                "train.soft-weight=0",
                "train.hard-weight=1",
                "train.learning-rate=0.1"));

        JsonNode epochs = json(own, "student/training.json").get("epochs");
        assertThat(epochs).hasSize(3);
        assertThat(epochs.at("/2/trainLoss").asDouble())
                .isLessThan(epochs.at("/0/trainLoss").asDouble());
        double accuracy = json(own, "evaluation/metrics.json")
                .at("/models/student/test/accuracy")
                .asDouble();
        assertThat(accuracy).isGreaterThan(0.8);

        Path student = own.run().resolve("student");
        for (String teacher : List.of(
                "{name=folder, model=%s}".formatted(student),
                "{name=file, model=%s, tokenizer=%s, max-tokens=16}"
                        .formatted(student.resolve("model.pt"), student.resolve("tokenizer.json")))) {
            TinyTask taught = new TinyTask(Files.createDirectories(other.resolve(Integer.toString(teacher.length()))));
            run(taught.context("teachers=[" + teacher + "]", "train.epochs=1", "train.baseline.enabled=false"));
            assertThat(json(taught, "evaluation/metrics.json")
                            .at("/models/teacher/test/accuracy")
                            .asDouble())
                    .isEqualTo(accuracy);
        }
    }

    @Test
    void isTaughtLikeAnyStudent() throws IOException {
        TinyTask task = new TinyTask(folder);
        TinyTeacher.writeTrainable(task.file("start.pt"));
        List<String> results = run(task.context("student.network=torchscript", SCRIPT, "train.loss=mse"));
        assertThat(results.get(2)).contains("student", "baseline");
        assertThat(task.run().resolve("baseline/model.pt")).isRegularFile();
        assertThat(run(task.context("student.network=torchscript", SCRIPT, "train.loss=mse"))
                        .get(0))
                .startsWith("augment: already done");
    }

    private static JsonNode json(TinyTask task, String file) throws IOException {
        return new ObjectMapper().readTree(task.run().resolve(file).toFile());
    }

    private static List<String> run(JobContext context) {
        List<Job> jobs = Pipeline.jobs(context);
        jobs.forEach(Job::validate);
        List<String> summaries = new ArrayList<>();
        jobs.forEach(job -> summaries.add(job.run(LocalSpark.session()).summary()));
        return summaries;
    }
}
