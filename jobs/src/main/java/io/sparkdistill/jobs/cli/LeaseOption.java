package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import picocli.CommandLine.Option;

/** Declares the command-line option about folders that other runs write to. */
final class LeaseOption {
    @Option(
            names = "--break-lock",
            description = "Takes over the folders of a run that has ended without releasing them.")
    private boolean breakLock;

    /** The treatment of leases that other runs hold. */
    ExistingLeases existingLeases() {
        return breakLock ? ExistingLeases.BREAK : ExistingLeases.RESPECT;
    }
}
