package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tries, before Spark starts, whether a run can write where its configuration says. */
final class WritableFolders {
    private static final String PROBE = "_writable";

    private WritableFolders() {}

    /**
     * Makes the folders of a run, and writes and deletes a file in each.
     *
     * @throws ConfigurationException with key and cause if that fails
     */
    static void require(JobContext context) {
        require("output", context.output().path(PROBE), context);
        if (context.config().logits().isPresent()) {
            require("logits", new Path(context.output().path(Logits.TABLE), PROBE), context);
        }
    }

    private static void require(String key, Path probe, JobContext context) {
        try {
            FileSystem files = probe.getFileSystem(context.hadoop());
            if (!files.mkdirs(probe.getParent())) {
                throw new IOException("Cannot make the folder");
            }
            files.create(probe, true).close();
            files.delete(probe, false);
        } catch (IOException e) {
            throw new ConfigurationException("%s: Cannot write to %s: %s; name a folder that this user may write"
                    .formatted(key, probe.getParent(), OneLine.of(e.getMessage())));
        }
    }
}
