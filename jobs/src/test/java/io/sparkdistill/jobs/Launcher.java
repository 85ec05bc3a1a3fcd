package io.sparkdistill.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the project's scripts as a user does: as processes, without any Spark of the tests. */
final class Launcher {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final int LIMIT_MINUTES = 8;

    /** How a process ended and what it printed, errors included. */
    record Result(int exitCode, String output) {}

    private Launcher() {}

    static Result distill(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(folder, Map.of(), command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("bin/spark-distill").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts spark-distill and does not wait for it. The script ends in the driver: both are this one process. */
    static Process start(Path folder, Path output, String... arguments) throws IOException {
        return start(folder, output, Map.of(), command(arguments));
    }

    static Result run(Path folder, Map<String, String> environment, List<String> command)
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
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
