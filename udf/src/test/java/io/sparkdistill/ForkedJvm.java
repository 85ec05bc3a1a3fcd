package io.sparkdistill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for a program that needs a fresh one, with this one's class path. */
public final class ForkedJvm {
    private final Class<?> program;
    private final Process process;

    /**
     * Starts a program.
     *
     * @param options of the JVM
     * @param environment variables beside those of this process
     */
    public ForkedJvm(Class<?> program, List<String> options, List<String> environment, String... arguments)
            throws IOException {
        this.program = program;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        environment.forEach(variable -> {
            String[] parts = variable.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        });
        this.process = builder.start();
    }

    /** Waits for its end, which must be a good one, and gives the last line that it printed. */
    public String lastLine() throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", program, output).isZero();
        List<String> lines = output.lines().toList();
        return lines.get(lines.size() - 1);
    }
}
