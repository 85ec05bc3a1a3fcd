package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.evaluate.EvaluateJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.train.TrainJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test damages the results of one pipeline, or asks for others, and ends with all of them whole again. */
class DamagedResultsTest {
    private static final String[] QUICK = {
        "train.epochs=1", "train.baseline.enabled=false", "evaluate.speed-rows=8", "label.commit-rows=200"
    };

    @TempDir
    static Path folder;

    private static TinyTask task;

    @BeforeAll
    static void makeAll() throws IOException {
        task = new TinyTask(folder);
        pipeline();
    }

    @Test
    void makesSoftTargetsAgainOfWhichAPartIsDeleted() throws IOException {
        byte[] student = Files.readAllBytes(file("student/parameters.safetensors"));
        Files.delete(parts("soft_targets/temperature=2.0").get(0));
        assertRefused(TrainJob::new)
                .hasMessageMatching("Cannot use file:.*/soft_targets: soft_targets: 1 of \\d+ files is missing;"
                        + " run `label`, which makes it again, or `pipeline`");
        List<String> summaries = pipeline();
        assertThat(summaries.get(0)).startsWith("augment: already done");
        assertThat(labeled(summaries)).isZero();
        assertThat(table("soft_targets").count()).isEqualTo(2 * table("logits").count());
        assertThat(Files.readAllBytes(file("student/parameters.safetensors"))).isEqualTo(student);
    }

    @Test
    void makesSoftTargetsAgainOfWhichATemperatureIsDeleted() throws IOException {
        for (Path part : parts("soft_targets/temperature=1.0")) {
            Files.delete(part);
        }
        pipeline();
        assertThat(table("soft_targets").count()).isEqualTo(2 * table("logits").count());
    }

    @Test
    void labelsAgainWhatIsMissingOfTheLogits() throws IOException {
        long all = table("logits").count();
        List<Path> parts = parts("logits");
        long kept = all - rows(parts.get(0)) - rows(parts.get(1));
        Files.delete(parts.get(0));
        cut(parts.get(1));
        assertRefused(TrainJob::new).hasMessageContaining("/soft_targets: logits: 1 of " + parts.size());
        assertThat(labeled(pipeline())).isEqualTo(all - kept);
        assertThat(table("logits").count()).isEqualTo(all);
        assertThat(table("logits").select("example_key").distinct().count()).isEqualTo(all);
    }

    @Test
    void trainsAgainTheStudentWhoseParametersAreDeleted() throws IOException {
        byte[] student = Files.readAllBytes(file("student/parameters.safetensors"));
        Files.delete(file("student/parameters.safetensors"));
        assertRefused(EvaluateJob::new)
                .hasMessageMatching("Cannot use file:.*/student: runs/.*/student: 1 of 5 files is missing;"
                        + " run `train`, which makes it again, or `pipeline`");
        assertThat(labeled(pipeline())).isZero();
        assertThat(Files.readAllBytes(file("student/parameters.safetensors"))).isEqualTo(student);
    }

    @Test
    void evaluatesAgainWhenTheMetricsAreCut() throws IOException {
        String metrics = Files.readString(file("evaluation/metrics.json"));
        cut(file("evaluation/metrics.json"));
        assertThat(pipeline().get(3)).contains("macro-F1");
        assertThat(Files.readString(file("evaluation/metrics.json"))).hasSizeGreaterThan(100);
        Files.delete(file("evaluation/metrics.json"));
        pipeline();
        assertThat(Files.readString(file("evaluation/metrics.json")).lines().count())
                .isEqualTo(metrics.lines().count());
    }

    @Test
    void readsTheInputsAgainWhenTheTransferSetOrTheEvaluationSetLacksRows() throws IOException {
        long train = table("transfer_set").count();
        long evaluation = table("evaluation_set").count();
        Files.delete(parts("transfer_set").get(0));
        assertRefused(LabelJob::new)
                .hasMessageContaining("/transfer_set: transfer_set: 1 of ")
                .hasMessageContaining("run `augment`");
        Files.delete(parts("evaluation_set").get(0));
        assertThat(labeled(pipeline())).isZero();
        assertThat(table("transfer_set").count()).isEqualTo(train);
        assertThat(table("evaluation_set").count()).isEqualTo(evaluation);
    }

    @Test
    void goesOnWhenAMarkerIsCut() throws IOException {
        for (String artifact : List.of("transfer_set", "soft_targets", "student", "evaluation")) {
            cut(file(artifact + "/_provenance.json"));
        }
        assertThat(labeled(pipeline())).isZero();
        assertThat(pipeline().get(1)).startsWith("label: already done");
    }

    @Test
    void refusesWhatWasMadeWithOtherSettings() {
        assertRefused(LabelJob::new, "input.validation-share=0.2")
                .hasMessageMatching("Cannot use file:.*/transfer_set: it was made with other settings"
                        + " \\(input.validation-share\\); run `augment` first, or `pipeline`, which runs all verbs");
        assertRefused(TrainJob::new, "label.temperatures=[4, 8]", "train.temperature=4")
                .hasMessageContaining(
                        "/soft_targets: it was made with other settings (label.temperatures); run `label`");
        assertRefused(EvaluateJob::new, "label.temperatures=[2]", "train.learning-rate=0.01")
                .as("the temperature of training is stored")
                .hasMessageContaining("/runs/");
        assertRefused(
                        TrainJob::new,
                        "teachers=[{name=tiny, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=5}]")
                .hasMessageContaining(
                        "/soft_targets: it was made with other settings (teachers[0].max-tokens); run `label`");
        assertRefused(EvaluateJob::new, "train.learning-rate=0.01")
                .hasMessageMatching("Cannot use file:.*/runs/[0-9a-f-]+: it was made with other settings"
                        + " \\(train.learning-rate\\); run `train` first, or `pipeline`, which runs all verbs");
    }

    @Test
    void refusesSoftTargetsAndStudentsOfAnotherTransferSet() throws IOException {
        List<String> more = new ArrayList<>(TinyTask.sentences(200, 4));
        more.add("a very very very long film");
        task.writeUnlabeled(more);
        Job augment = Pipeline.jobs(context()).get(0);
        augment.validate();
        augment.run(LocalSpark.session());
        assertRefused(TrainJob::new)
                .hasMessageMatching("Cannot use file:.*/soft_targets: it was made with another transfer_set;"
                        + " run `label` first, or `pipeline`, which runs all verbs");
        Job label = new LabelJob(context());
        label.validate();
        label.run(LocalSpark.session());
        assertRefused(EvaluateJob::new)
                .hasMessageMatching(
                        "Cannot use file:.*/runs/.*: it was made with another transfer_set; run `train` .*");
        pipeline();
    }

    @Test
    void keepsAllResultsWhenATeacherHasAnotherNameOrThreadsChange() throws IOException {
        String[] renamed = {
            "teachers=[{name=other, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16}]",
            "train.threads=2"
        };
        byte[] student = Files.readAllBytes(file("student/_provenance.json"));
        List<String> summaries = pipeline(renamed);
        assertThat(summaries.get(1)).startsWith("label: already done");
        assertThat(Files.readAllBytes(file("student/_provenance.json"))).isEqualTo(student);
        assertThat(Files.readString(file("soft_targets/_provenance.json"))).contains("\"name\" : \"other\"");
        pipeline();
        assertThat(Files.readString(file("soft_targets/_provenance.json"))).contains("\"name\" : \"tiny\"");
    }

    private static JobContext context(String... overrides) {
        List<String> all = new ArrayList<>(List.of(QUICK));
        all.addAll(List.of(overrides));
        return task.context(all.toArray(String[]::new));
    }

    private static List<String> pipeline(String... overrides) {
        List<Job> jobs = Pipeline.jobs(context(overrides));
        jobs.forEach(Job::validate);
        return jobs.stream().map(job -> job.run(LocalSpark.session()).summary()).toList();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            Function<JobContext, Job> verb, String... overrides) {
        Job job = verb.apply(context(overrides));
        job.validate();
        return assertThatThrownBy(() -> job.run(LocalSpark.session())).isInstanceOf(InputException.class);
    }

    /** How many rows a pipeline labeled, as its second verb says. */
    private static long labeled(List<String> summaries) {
        if (summaries.get(1).startsWith("label: already done")) {
            return 0;
        }
        return summaries
                .get(1)
                .lines()
                .filter(line -> line.contains("tiny"))
                .map(line -> line.split("[║│]", -1)[4].strip().replace(",", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new AssertionError(summaries.get(1)));
    }

    private static Dataset<Row> table(String name) {
        return LocalSpark.session().read().parquet(file(name).toString());
    }

    private static long rows(Path part) {
        return LocalSpark.session().read().parquet(part.toString()).count();
    }

    private static Path file(String name) {
        boolean ofRun = name.startsWith("student/") || name.startsWith("evaluation/");
        return (ofRun ? task.run() : task.output()).resolve(name);
    }

    private static List<Path> parts(String table) throws IOException {
        try (var files = Files.walk(file(table))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    /** As a broken copy does, checksum and all. */
    private static void cut(Path path) throws IOException {
        byte[] content = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(content, content.length / 2));
        Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
    }
}
