package io.sparkdistill.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.jobs.promote.PromoteJob;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.sql.DistillFunctions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Nights of one output, in order: each test is a night that builds on the ones before. */
@TestMethodOrder(OrderAnnotation.class)
class RunsCommandTest {
    private static final String[] BASE = {
        "student.network=logistic",
        "train.temperature=1",
        "train.soft-weight=0.1",
        "train.hard-weight=0.9",
        "evaluate.speed-rows=8"
    };
    private static final String[] FIRST = {"student.logistic.features=16"};
    private static final String[] WORSE = {"student.logistic.features=2"};
    private static final String[] BETTER = {"student.logistic.features=4096"};
    private static final String[] DIVERGING = {
        "student.network=bilstm", "train.optimizer=sgd", "train.gradient-clip=0", "train.learning-rate=1e35"
    };
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static TinyTask task;
    private static SparkSession sql;
    private static String first;
    private static String better;

    private String printed;

    @BeforeAll
    static void writeInputs() throws IOException {
        task = new TinyTask(folder);
        sql = LocalSpark.session().newSession();
        DistillFunctions.register(sql);
    }

    @Test
    @Order(1)
    void theFirstRunIsServed() throws IOException {
        assertSuccess(pipeline(FIRST));
        first = newest();
        assertThat(printed).contains("promote: run " + first + " is served from now on: no run was served before");
        assertThat(current()).isEqualTo(first);
        JsonNode run = record(first);
        assertThat(run.at("/state").asText()).isEqualTo("evaluated");
        assertThat(run.at("/outcome/exit").asInt(-1)).isZero();
        assertThat(run.at("/metrics/models/student/validation/rows").asInt()).isEqualTo(60);
        assertThat(run.at("/counts/examples").asInt()).isPositive();
        assertThat(run.at("/configuration/student/logistic/features").asInt()).isEqualTo(16);
        assertThat(run.get("artifacts").fieldNames()).toIterable().contains("student", "baseline", "evaluation");
        assertThat(logits(task.output()))
                .isEqualTo(logits(task.output().resolve("student")))
                .isEqualTo(logits(task.output().resolve("runs/" + first + "/student")));
    }

    @Test
    @Order(2)
    void theSameConfigurationFindsItsRunAgain() throws IOException {
        byte[] student = Files.readAllBytes(task.run().resolve("student/training.json"));
        assertSuccess(pipeline(FIRST));
        assertThat(runs()).containsExactly(first);
        assertThat(printed).contains("run " + first + " stays served: it is the run of this configuration");
        assertThat(task.run().resolve("student/training.json")).hasBinaryContent(student);
    }

    @Test
    @Order(3)
    void aWorseStudentIsNotServed() throws IOException {
        String yesterday = logits(task.output());
        assertSuccess(pipeline(WORSE));
        assertThat(runs()).hasSize(2);
        assertThat(printed)
                .containsPattern(
                        "promote: run " + first + " stays served: the accuracy on 60 validation examples of both"
                                + " is 0\\.\\d{4}, that of the served one 0\\.\\d{4} \\(McNemar's p = .*\\): it is not better");
        assertThat(current()).isEqualTo(first);
        assertThat(logits(task.output())).isEqualTo(yesterday);
    }

    @Test
    @Order(4)
    void aNightThatFailsInTrainingLeavesYesterdaysStudentServed() throws IOException {
        String yesterday = logits(task.output());
        assertExit(ExitCode.BAD_INPUT, pipeline(DIVERGING));
        assertThat(printed).contains("Cannot train student: its training diverged");
        JsonNode run = record(newest());
        assertThat(run.at("/state").asText()).isEqualTo("failed");
        assertThat(run.at("/outcome/exit").asInt()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(run.at("/outcome/message").asText()).startsWith("Cannot train student: its training diverged");
        assertThat(current()).isEqualTo(first);
        assertThat(logits(task.output())).isEqualTo(yesterday);
        assertExit(ExitCode.BAD_INPUT, distill("promote", newest()));
        assertThat(printed).contains("Cannot promote run " + newest() + ": its students are not complete");
    }

    @Test
    @Order(5)
    void aGainThatIsTooSmallOrTooUncertainIsNotServed() throws IOException {
        assertSuccess(pipeline(with(BETTER, "promote.min-gain=0.9")));
        assertThat(printed).contains("the gain is below promote.min-gain = 0.9");
        assertSuccess(pipeline(with(BETTER, "promote.max-p-value=0")));
        assertThat(printed).contains("p is above promote.max-p-value = 0.0");
        assertSuccess(pipeline(with(BETTER, "promote.when=never")));
        assertThat(printed).contains("run " + first + " stays served: promote.when = never; run `promote ");
        assertThat(current()).isEqualTo(first);
    }

    @Test
    @Order(6)
    void aRunThatWasKilledBeforeItWasServedIsServedByTheNextCommand() throws IOException {
        better = newest();
        String yesterday = logits(task.output());
        JobContext context = task.context(with(BASE, BETTER));
        List<Job> jobs = Pipeline.jobs(context).stream()
                .filter(job -> !(job instanceof PromoteJob))
                .toList();
        jobs.forEach(Job::validate);
        jobs.forEach(job -> job.run(LocalSpark.session()));
        assertThat(logits(task.output())).isEqualTo(yesterday);

        assertSuccess(pipeline(BETTER));
        assertThat(newest()).isEqualTo(better);
        assertThat(printed)
                .contains("promote: run " + better + " is served from now on: the accuracy on 60 validation");
        assertThat(current()).isEqualTo(better);
        assertThat(logits(task.output()))
                .isNotEqualTo(yesterday)
                .isEqualTo(logits(task.output().resolve("runs/" + better + "/student")));
    }

    @Test
    @Order(7)
    void runsAreListedShownAndCompared() {
        assertSuccess(distill("runs"));
        assertThat(printed).contains("evaluated", "failed", "logistic", "bilstm");
        assertThat(printed.lines().filter(line -> line.contains("current")))
                .singleElement()
                .asString()
                .contains(better)
                .contains("1.0000 (0.9398 to 1.0000)");
        assertSuccess(distill("runs", "show", better));
        assertThat(printed).contains("models.student.validation.accuracy", "id of baseline", "run.json has the");
        assertSuccess(distill("runs", "diff", first, better));
        assertThat(printed)
                .contains("student.logistic.features", "4096", "models.student.validation.accuracy")
                .doesNotContain("student.logistic.regularization");
        assertExit(ExitCode.BAD_INPUT, distill("runs", "show", "none"));
        assertThat(printed).contains("Cannot find run none in ", "the command `runs` lists all");
    }

    @Test
    @Order(8)
    void otherSettingsOfTheEvaluationAreANewRunWithTheSameStudents() throws IOException {
        assertSuccess(distill("evaluate", settings(with(BETTER, "evaluate.calibration-bins=3"))));
        assertThat(newest()).isNotEqualTo(better);
        for (String file : List.of("student/training.json", "baseline/training.json")) {
            assertThat(task.run().resolve(file))
                    .as("with its durations, so it is copied")
                    .hasSameBinaryContentAs(task.output().resolve("runs/" + better + "/" + file));
        }
        assertThat(record(newest()).at("/state").asText()).isEqualTo("evaluated");
        assertExit(ExitCode.BAD_INPUT, distill("evaluate", settings("student.logistic.features=128")));
        assertThat(printed).contains("it was made with other settings (", "run `train` first");
    }

    @Test
    @Order(9)
    void aStudentOfAnEarlierLayoutIsCopied() throws IOException {
        Output output = task.context().output();
        byte[] training = Files.readAllBytes(task.output().resolve("runs/" + better + "/student/training.json"));
        output.copy("runs/" + better + "/student", "student");
        String other = "output=" + folder.resolve("earlier");
        for (String table : List.of("transfer_set", "evaluation_set", "logits", "soft_targets", "student")) {
            org.apache.commons.io.FileUtils.copyDirectory(
                    task.output().resolve(table).toFile(),
                    folder.resolve("earlier").resolve(table).toFile());
        }
        assertSuccess(distill("train", settings(with(BETTER, other))));
        assertThat(TinyTask.newestRun(folder.resolve("earlier")).resolve("student/training.json"))
                .hasBinaryContent(training);
        output.delete("student");
    }

    @Test
    @Order(10)
    void pruneKeepsTheNewestAndTheServedRunAndPromoteGoesBack() throws IOException {
        assertSuccess(distill("promote", first));
        assertThat(current()).isEqualTo(first);
        assertSuccess(distill("runs", "prune", "--keep", "1"));
        assertThat(runs()).containsExactly(first, newest());
        assertThat(logits(task.output()))
                .isEqualTo(logits(task.run().resolveSibling(first).resolve("student")));
        assertSuccess(distill("promote"));
        assertThat(current()).isEqualTo(newest());
        assertSuccess(distill("runs", "prune", "--keep", "0"));
        assertThat(runs()).containsExactly(current());
        assertExit(ExitCode.BAD_CONFIGURATION, distill("runs", "prune", "--keep", "-1"));
    }

    private void assertSuccess(int code) {
        assertExit(ExitCode.SUCCESS, code);
    }

    private void assertExit(ExitCode expected, int code) {
        assertThat(code).as(printed).isEqualTo(expected.code());
    }

    private static String[] with(String[] settings, String... more) {
        return Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new);
    }

    private int pipeline(String... settings) {
        return distill("pipeline", settings(settings));
    }

    private static String[] settings(String... own) {
        List<String> arguments = new ArrayList<>();
        task.settings(with(BASE, own)).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments.toArray(String[]::new);
    }

    private int distill(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        if (!all.contains("--set")) {
            all.addAll(List.of("--output", task.output().toString()));
        }
        StringWriter written = new StringWriter();
        PrintWriter out = new PrintWriter(written, true);
        int code = Distill.commandLine().setOut(out).setErr(out).execute(all.toArray(String[]::new));
        printed = written.toString();
        return code;
    }

    private static String logits(Path model) {
        return sql.sql("SELECT student_logits('" + model + "', 'a very good film')")
                .first()
                .toString();
    }

    private static String newest() {
        return task.run().getFileName().toString();
    }

    private static String current() throws IOException {
        return JSON.readTree(task.output().resolve("current.json").toFile())
                .get("run")
                .asText();
    }

    private static JsonNode record(String run) throws IOException {
        return JSON.readTree(task.output().resolve("runs/" + run + "/run.json").toFile());
    }

    private static List<String> runs() throws IOException {
        try (Stream<Path> runs = Files.list(task.output().resolve("runs"))) {
            return runs.map(run -> run.getFileName().toString()).sorted().toList();
        }
    }
}
