package io.sparkdistill.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    Path folder;

    @Test
    void showsConfigurationsSideBySideAndLabelsNoTextTwice() throws IOException {
        TinyTask task = new TinyTask(folder);
        String logits = "logits=" + folder.resolve("logits");
        String plain = "train.baseline.enabled=false";
        Map<String, JobContext> contexts = new LinkedHashMap<>();
        contexts.put("labels", task.context("output=" + folder.resolve("a"), logits, plain, "input.unlabeled=[]"));
        contexts.put("all", task.context("output=" + folder.resolve("b"), logits, plain));
        contexts.values().forEach(ComparisonTest::run);

        JsonNode first = labeled("a");
        JsonNode second = labeled("b");
        assertThat(first.get("before").asLong()).isZero();
        assertThat(second.get("before").asLong())
                .isEqualTo(first.get("examples").asLong());
        assertThat(LocalSpark.session()
                        .read()
                        .parquet(folder.resolve("a/soft_targets").toString())
                        .where("temperature = 1")
                        .count())
                .as("soft targets of its own examples alone")
                .isEqualTo(first.get("examples").asLong());

        Comparison comparison = Comparison.of(contexts);
        assertThat(comparison.rows()).extracting(Comparison.Row::name).containsExactly("labels", "all");
        assertThat(comparison.rows().get(1).examples())
                .isGreaterThan(comparison.rows().get(0).examples());
        assertThat(comparison.summary())
                .contains("agrees with teacher", "labels", "all", "without embeddings", "times the teacher's");
        assertThat(comparison.rows()).allSatisfy(row -> {
            assertThat(row.trainingSeconds()).isPositive();
            assertThat(row.timesTeacher()).isPositive();
            assertThat(row.embeddings())
                    .isPositive()
                    .isLessThan(row.report().cost().parameters());
        });
        comparison.store(task.context().output());
        assertThat(new ObjectMapper()
                        .readTree(task.output().resolve("sweep.json").toFile()))
                .hasSize(2);
        for (String picture : List.of("sweep.png", "sweep-speed.png")) {
            assertThat(ImageIO.read(task.output().resolve(picture).toFile()).getWidth())
                    .isEqualTo(900);
        }
    }

    private JsonNode labeled(String output) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(output + "/soft_targets/_provenance.json")
                        .toFile())
                .findPath("result")
                .at("/teachers/0");
    }

    private static void run(JobContext context) {
        for (Job job : Pipeline.jobs(context)) {
            job.validate();
            job.run(LocalSpark.session());
        }
    }
}
