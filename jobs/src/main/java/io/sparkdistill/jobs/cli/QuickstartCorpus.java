package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.quickstart.CorpusSizes;
import io.sparkdistill.jobs.quickstart.ReviewCorpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes the corpus that the bundled configurations read. */
final class QuickstartCorpus {
    private QuickstartCorpus() {}

    /** Writes the corpus to the folder that a configuration reads. The same seed gives the same corpus. */
    static void write(DistillConfig config) {
        Path folder = Path.of(config.input().train().get(0).path()).getParent();
        try {
            ReviewCorpus.write(folder, config.seed(), CorpusSizes.STANDARD);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the corpus to " + folder, e);
        }
    }
}
