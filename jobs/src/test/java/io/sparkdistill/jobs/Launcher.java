package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import scala.util.Properties;

/** Runs the project's scripts as a user does: as processes, without any Spark of the tests. */
public final class Launcher {
    public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final int LIMIT_MINUTES = 8;

    /** The packages that Spark opens on Java 17. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    /** How a process ended and what it printed, errors included. */
    public record Result(int exitCode, String output) {}

    private Launcher() {}

    public static Result distill(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(folder, Map.of(), command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("bin/spark-distill").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts spark-distill and does not wait for it. The script ends in the driver: both are this one process. */
    public static Process start(Path folder, Path output, String... arguments) throws IOException {
        return start(folder, output, Map.of(), arguments);
    }

    /** Starts spark-distill with further environment variables, as {@link #start(Path, Path, String...)}. */
    public static Process start(Path folder, Path output, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(folder, output, environment, command(arguments));
    }

    /**
     * Runs a class of the tests as the driver of a Spark in {@code local-cluster}. Its executors have the class path of this
     * process.
     */
    public static Result main(Path folder, Map<String, String> environment, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(Map.of(
                "SPARK_HOME", ROOT.resolve("bin/spark-home").toString(),
                "SPARK_SCALA_VERSION", Properties.versionNumberString().replaceFirst("\\.\\d+$", ""),
                "CLASSPATH", System.getProperty("java.class.path")));
        all.putAll(environment);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        command.add(main.getName());
        command.addAll(arguments);
        return run(folder, all, command);
    }

    public static Result run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("launcher", ".out");
        Process process = start(folder, output, environment, command);
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("Cannot wait any longer: " + command + ": " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output));
    }

    private static Process start(Path folder, Path output, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        // Of every JVM that comes of it: none lives long enough for the second compiler.
        builder.environment()
                .put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Kills one of the executors that a driver in {@code local-cluster} started. */
    static void killAnExecutor(Process driver) {
        ProcessHandle executor = driver.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
                .findFirst()
                .orElseThrow();
        assertThat(executor.destroyForcibly()).isTrue();
    }

    /** Kills a process and all that it started. */
    public static void kill(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
