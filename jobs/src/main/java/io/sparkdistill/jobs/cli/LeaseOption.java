package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Leases.Others;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.table.Logits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** The option about folders that other runs write to, and the leases that a run takes. */
final class LeaseOption {
    @Option(
            names = "--break-lock",
            description = "Takes the folders of a run that is known to have ended without releasing them.")
    private boolean breakLock;

    /** Takes the leases of what jobs write to: of nothing if they only look. */
    Leases take(JobContext context, List<Job> jobs) {
        return take(folders(context, jobs), context.hadoop());
    }

    /** Takes the leases of folders, with the settings that name them. */
    Leases take(Map<Path, String> folders, Configuration hadoop) {
        return Leases.take(folders, hadoop, breakLock ? Others.BROKEN : Others.RESPECTED);
    }

    /** What jobs write to, with the settings that name it. */
    static Map<Path, String> folders(JobContext context, List<Job> jobs) {
        Map<Path, String> folders = new LinkedHashMap<>();
        if (jobs.stream().anyMatch(Job::writes)) {
            folders.put(context.output().root(), "output");
        }
        boolean labels =
                jobs.stream().anyMatch(job -> job.writes() && job.verb().equals(Verbs.LABEL));
        if (labels && context.config().logits().isPresent()) {
            folders.putIfAbsent(context.output().path(Logits.TABLE), "logits");
        }
        return folders;
    }
}
