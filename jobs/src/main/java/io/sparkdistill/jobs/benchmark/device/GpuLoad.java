package io.sparkdistill.jobs.benchmark.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Samples by {@code nvidia-smi} how busy the first GPU is, ten times per second, from its creation until it is stopped. */
final class GpuLoad {
    private static final List<String> COMMAND = List.of(
            "nvidia-smi", "--id=0", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "-lms", "100");

    private final Path samples;
    /** Null on a machine without nvidia-smi. */
    private final Process process;

    private GpuLoad(Path samples, Process process) {
        this.samples = samples;
        this.process = process;
    }

    static GpuLoad start() throws IOException {
        Path samples = Files.createTempFile("gpu-load", ".txt");
        Process process;
        try {
            process = new ProcessBuilder(COMMAND)
                    .redirectErrorStream(true)
                    .redirectOutput(samples.toFile())
                    .start();
        } catch (IOException e) {
            process = null;
        }
        return new GpuLoad(samples, process);
    }

    /**
     * Stops sampling.
     *
     * @return the mean share of time in which a kernel ran, in [0, 1]; empty if the machine tells nothing. The first and
     *     the last tenth of the samples are left out: each looks back over up to a second
     */
    OptionalDouble stop() throws IOException, InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
        List<Double> shares = Files.readAllLines(samples).stream()
                .map(String::strip)
                .filter(line -> line.matches("\\d+"))
                .map(line -> Double.parseDouble(line) / 100)
                .toList();
        Files.delete(samples);
        int margin = shares.size() / 10;
        return shares.subList(margin, shares.size() - margin).stream()
                .mapToDouble(Double::doubleValue)
                .average();
    }
}
