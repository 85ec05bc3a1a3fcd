package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.storage.Leases.Others;
import picocli.CommandLine.Option;

/** The option about folders that other runs write to. */
final class LeaseOption {
    @Option(
            names = "--break-lock",
            description = "Takes over the folders of a run that has ended without releasing them.")
    private boolean breakLock;

    /** What becomes of a lease that another run holds. */
    Others others() {
        return breakLock ? Others.BROKEN : Others.RESPECTED;
    }
}
