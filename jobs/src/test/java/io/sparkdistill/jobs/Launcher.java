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
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("bin/spark-distill").toString()));
        command.addAll(List.of(arguments));
        return run(folder, Map.of(), command);
    }

    static Result run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("launcher", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("Cannot wait any longer: " + command + ": " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
