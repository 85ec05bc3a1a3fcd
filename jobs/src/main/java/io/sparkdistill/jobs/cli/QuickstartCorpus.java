package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.quickstart.CorpusSizes;
import io.sparkdistill.jobs.quickstart.ReviewCorpus;
import io.sparkdistill.jobs.storage.SmallFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;

/** Writes the corpus that the bundled configurations read. */
final class QuickstartCorpus {
    private QuickstartCorpus() {}

    /**
     * Writes the corpus to the folder that a configuration reads, on any file system of Hadoop. The same seed gives the
     * same corpus.
     */
    static void write(DistillConfig config, Configuration hadoop) {
        var folder = new org.apache.hadoop.fs.Path(config.input().train().get(0).path()).getParent();
        try {
            write(config.seed(), folder, new SmallFiles(hadoop));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the corpus to " + folder, e);
        }
    }

    private static void write(long seed, org.apache.hadoop.fs.Path folder, SmallFiles files) throws IOException {
        Path local = Files.createTempDirectory("spark-distill-corpus");
        try {
            ReviewCorpus.write(local, seed, CorpusSizes.STANDARD);
            try (var written = Files.list(local)) {
                written.forEach(file -> files.copyFromLocal(
                        file,
                        new org.apache.hadoop.fs.Path(folder, file.getFileName().toString())));
            }
        } finally {
            FileUtils.deleteDirectory(local.toFile());
        }
    }
}
