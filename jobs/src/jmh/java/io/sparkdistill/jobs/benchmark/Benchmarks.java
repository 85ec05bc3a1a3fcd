package io.sparkdistill.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks of this module, with the options of JMH's command line in the system property {@code jmh}. */
class Benchmarks {
    @Test
    void run() throws Exception {
        String options = System.getProperty("jmh", "").strip();
        CommandLineOptions parsed = new CommandLineOptions(options.isEmpty() ? new String[0] : options.split("\\s+"));
        assertThat(new Runner(parsed).run()).isNotEmpty();
    }
}
