package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.training.StepResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Prints the speed and, after a garbage collection, the memory in use after each tenth of an epoch. */
final class MemoryProgress extends SilentProgress {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final PrintWriter out;
    private long rows;
    private long seen;
    private int tenths;
    private long rowsOfTenth;
    private long start;

    MemoryProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void epochStarted(String name, long rowsOfEpoch) {
        rows = rowsOfEpoch;
        seen = 0;
        tenths = 0;
        rowsOfTenth = 0;
        out.printf("%12s %10s %20s %20s%n", "rows", "rows/s", "heap after GC, MB", "process, MB");
        start = System.nanoTime();
    }

    @Override
    public void stepTaken(StepResult step, double meanLoss) {
        seen += step.rows();
        rowsOfTenth += step.rows();
        if (seen * 10 >= rows * (tenths + 1)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
            memory.gc();
            long heap = memory.getHeapMemoryUsage().getUsed() >> 20;
            out.printf("%,12d %,10.0f %,20d %20s%n", seen, rowsOfTenth / seconds, heap, resident());
            out.flush();
            tenths = (int) (seen * 10 / rows);
            rowsOfTenth = 0;
            start = System.nanoTime();
        }
    }

    /** Returns the memory of the whole process including PyTorch's, in MB; unknown on other systems than Linux. */
    private static String resident() {
        if (!Files.exists(STATUS)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("\\D", ""))
                    .map(kilobytes -> "%,d".formatted(Long.parseLong(kilobytes) >> 10))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + STATUS, e);
        }
    }
}
