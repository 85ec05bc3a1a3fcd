package io.sparkdistill.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    @Test
    void tellsWhatSparkDistillItselfSaysHoweverDeepItIs() {
        assertThat(Failure.of(new ConfigurationException(List.of("a: 1: x", "a: 2: y"))))
                .isEqualTo(new Failure(ExitCode.BAD_CONFIGURATION, "a: 1: x" + System.lineSeparator() + "a: 2: y"));
        Throwable wrapped = new SparkException(
                "Job aborted due to stage failure: Task 0\n\tat a.B.c(B.java:1)\n\nDriver stacktrace:",
                new RuntimeException(new InputException("Cannot read input.train[0]:\n  cut; write it again")));
        assertThat(Failure.of(wrapped))
                .isEqualTo(new Failure(ExitCode.BAD_INPUT, "Cannot read input.train[0]: cut; write it again"));
    }

    @Test
    void findsTheInputExceptionOfATask() {
        SparkSession spark = LocalSpark.session();
        MapFunction<Long, Long> failing = row -> {
            throw new InputException("Cannot use row " + row + "; mend it");
        };
        Throwable thrown = catchThrowable(
                () -> spark.range(3, 4, 1, 1).map(failing, Encoders.LONG()).count());
        Throwable collected = catchThrowable(
                () -> spark.range(3, 4, 1, 1).map(failing, Encoders.LONG()).collectAsList());
        assertThat(List.of(Failure.of(collected)))
                .containsOnly(new Failure(ExitCode.BAD_INPUT, "Cannot use row 3; mend it"));
        assertThat(thrown).isNotNull();
    }

    @Test
    void takesWhatADecompressorFindsForADamagedFile() throws IOException {
        byte[] damaged = HexFormat.of().parseHex("1f8b0800000000000003ffffffffffff");
        Throwable zip = catchThrowable(() -> new GZIPInputStream(new ByteArrayInputStream(damaged)).readAllBytes());
        assertThat(Failure.of(new RuntimeException(zip)))
                .isEqualTo(new Failure(
                        ExitCode.BAD_INPUT,
                        "Cannot go on: invalid block type; write the file again, or take it out of the input"));
    }

    @Test
    void takesWhatSparkRefusesForWrongData() {
        SparkSession spark = LocalSpark.session();
        Failure column = Failure.of(catchThrowable(() -> spark.range(1).select("label")));
        assertThat(column.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(column.message())
                .startsWith("Cannot go on: [UNRESOLVED_COLUMN.WITH_SUGGESTION] ")
                // Spark 4 adds the SQLSTATE.
                .containsPattern("`label` cannot be resolved\\. Did you mean one of the following\\? \\[`id`]\\."
                        + "( SQLSTATE: 42703)?; check the tables")
                .doesNotContain("\n", "Project");
        Failure cast = Failure.of(
                catchThrowable(() -> spark.sql("SELECT raise_error('x')").collectAsList()));
        assertThat(cast.message()).doesNotContain("\n");
    }

    @Test
    void takesADamagedFileForWrongData(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.parquet"), "this is no Parquet file at all");
        SparkSession spark = LocalSpark.session();
        Failure damaged = Failure.of(catchThrowable(
                () -> spark.read().schema("a INT").parquet(file.toString()).collectAsList()));
        assertThat(damaged.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(damaged.message())
                .contains("a.parquet is not a Parquet file", "; write the file again, or take it out of the input")
                .doesNotContain("\n");
    }

    static Stream<Arguments> faultsOutside() {
        return Stream.of(
                Arguments.of(
                        new UncheckedIOException("Cannot write /o/x", new IOException("No space left on device")),
                        "Cannot write /o/x: No space left on device; make room there, and run it again"),
                Arguments.of(
                        new SparkException(
                                "Job aborted due to stage failure: Task 3",
                                new SparkException(
                                        "[TASK_WRITE_FAILED] Task failed while writing rows to file:/o/transfer_set.",
                                        new IOException("No space left on device"))),
                        "Cannot write file:/o/transfer_set: No space left on device; make room there, and run it again"),
                Arguments.of(
                        new SparkException("Job aborted.", new FileNotFoundException("/x (Permission denied)")),
                        "Cannot go on: /x (Permission denied); give this user the right to it, or name another path"),
                Arguments.of(
                        new AccessControlException("Permission denied: user=me, access=WRITE"),
                        "Cannot go on: Permission denied: user=me, access=WRITE; give this user the right to it, or"
                                + " name another path"),
                Arguments.of(
                        new IllegalArgumentException(
                                new URISyntaxException("a:b.tsv", "Relative path in absolute URI")),
                        "Cannot go on: Relative path in absolute URI: a:b.tsv; Hadoop takes what stands before a colon"
                                + " for a scheme: rename the file, or put it into a folder"),
                Arguments.of(
                        new NoSuchFileException("/gone"),
                        "Cannot go on: NoSuchFileException: /gone; check that it exists and that nothing else deletes"
                                + " it, and run it again"));
    }

    @ParameterizedTest
    @MethodSource("faultsOutside")
    void takesWhatDisksAndPathsRefuseForWrongInput(Throwable error, String message) {
        assertThat(Failure.of(error)).isEqualTo(new Failure(ExitCode.BAD_INPUT, message));
    }

    @Test
    void namesTheSchemeThatHadoopDoesNotKnow() {
        Throwable error =
                catchThrowable(() -> new org.apache.hadoop.fs.Path("foo://h/x").getFileSystem(new Configuration()));
        assertThat(Failure.of(error).message())
                .startsWith("Cannot go on: No FileSystem for scheme \"foo\"; check the scheme and the host");
    }

    @Test
    void neverSaysNull() {
        NullPointerException empty = new NullPointerException();
        empty.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 7)});
        assertThat(Failure.of(new RuntimeException("outer", empty)))
                .isEqualTo(new Failure(
                        ExitCode.FAILED,
                        "Cannot go on: NullPointerException at a.B.c(B.java:7); the log has the stack trace"));
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).message())
                .isEqualTo("Cannot go on: OutOfMemoryError: Java heap space; the log has the stack trace");
        assertThat(Failure.of(new ArithmeticException("Cannot train: the loss is not finite; lower it"))
                        .message())
                .isEqualTo("Cannot train: the loss is not finite; lower it; the log has the stack trace");
    }

    @Test
    void keepsCredentialsToItself() {
        assertThat(Failure.of(new InputException("Cannot read s3a://KEY:SE+CRET@bucket/x; give it"))
                        .message())
                .isEqualTo("Cannot read s3a://***@bucket/x; give it");
    }

    @Test
    void explainsEveryCode() {
        assertThat(Distill.commandLine().getUsageMessage())
                .contains("Exit codes:", "0   success", "2   the command line or the configuration is wrong");
        assertThat(ExitCode.help()).containsKeys("0", "1", "2", "3");
    }
}
