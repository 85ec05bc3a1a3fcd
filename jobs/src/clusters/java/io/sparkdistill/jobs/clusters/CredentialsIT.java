package io.sparkdistill.jobs.clusters;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.Launcher;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.cli.VaultFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A password in a path and a secret of the environment are in nothing that a process writes: what it prints, its output
 * and Spark's event log, but for the paths that Spark does not redact.
 */
class CredentialsIT {
    private static final String PASSWORD = "pa55word-of-the-store";
    private static final String SECRET = "hunter22-of-the-environment";

    /** What Spark 3.5 does not redact: the metadata of a file scan, and the name of an insert. */
    private static final Pattern SHOWN =
            Pattern.compile("\"Location\":\"[^\"]*\"|Execute InsertIntoHadoopFsRelationCommand [^,]*,");

    @TempDir
    Path folder;

    @Test
    void noFileNoLineAndNoEventOfSparkHasASecret() throws Exception {
        Path data = Files.createDirectories(folder.resolve("inputs").resolve(SECRET));
        TinyTask task = new TinyTask(data);
        Path events = Files.createDirectories(folder.resolve("events"));
        Path output = folder.resolve("output");
        String store = "vault://ann:" + PASSWORD + "@store";
        List<String> lines = new ArrayList<>(task.settings("data=unset", "output=unset", "train.epochs=1"));
        lines.removeIf(line -> line.startsWith("data=") || line.startsWith("output="));
        lines.add("data = \"%s%s/inputs/\"${STORE_TOKEN}".formatted(store, folder));
        Files.write(folder.resolve("run.conf"), lines);

        Launcher.Result result = Launcher.run(
                folder,
                Map.of("STORE_TOKEN", SECRET),
                List.of(
                        Launcher.ROOT.resolve("bin/spark-distill").toString(),
                        "pipeline",
                        "--config",
                        "run.conf",
                        "--set",
                        "output=" + store + output,
                        "--driver-class-path",
                        vault().toString(),
                        "--conf",
                        "spark.hadoop.fs.vault.impl=" + VaultFileSystem.class.getName(),
                        "--conf",
                        "spark.eventLog.enabled=true",
                        "--conf",
                        "spark.eventLog.dir=" + events.toUri()));
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("report: vault://***@store/")
                .doesNotContain(PASSWORD)
                .doesNotContain(SECRET);
        assertThat(contents(output)).hasSizeGreaterThan(30).allSatisfy(CredentialsIT::hasNoSecret);
        assertThat(contents(events)).anySatisfy(log -> assertThat(log)
                .contains("SparkListenerSQLExecutionStart", "FileScan", "*********(redacted)"));
        assertThat(contents(events)).allSatisfy(log -> hasNoSecret(SHOWN.matcher(log).replaceAll("")));
    }

    private static void hasNoSecret(String content) {
        assertThat(content.contains(PASSWORD)).as(around(content, PASSWORD)).isFalse();
        assertThat(content.contains(SECRET)).as(around(content, SECRET)).isFalse();
    }

    private static String around(String content, String secret) {
        int at = content.indexOf(secret);
        return at < 0 ? "" : content.substring(Math.max(0, at - 300), Math.min(content.length(), at + 100));
    }

    private static List<String> contents(Path root) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.add(Files.readString(file, ISO_8859_1));
            }
        }
        return contents;
    }

    /** Copies the class of the file system alone: other classes of the tests have nothing to do in the driver. */
    private Path vault() throws IOException {
        String name = VaultFileSystem.class.getName().replace('.', '/') + ".class";
        Path file = folder.resolve("classes").resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = VaultFileSystem.class.getResourceAsStream("/" + name)) {
            Files.copy(in, file);
        }
        return folder.resolve("classes");
    }
}
