package io.sparkdistill.jobs.augment;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.TextTable;

/**
 * What became of every row that was read.
 *
 * @param read rows in the inputs
 * @param labeled distinct labelled examples in the transfer set
 * @param unlabeled distinct unlabelled examples in the transfer set
 * @param evaluation validation and test examples
 * @param duplicates rows equal to another row of the transfer set
 * @param leaked distinct examples dropped because validation or test holds them
 * @param rejected rows that could not be used
 */
public record AugmentResult(
        long read, long labeled, long unlabeled, long evaluation, long duplicates, long leaked, long rejected)
        implements JobResult {
    public AugmentResult {
        long accounted = labeled + unlabeled + evaluation + duplicates + leaked + rejected;
        if (read != accounted) {
            throw new IllegalStateException(
                    "Cannot reconcile the rows: read %d but accounted for %d".formatted(read, accounted));
        }
    }

    @Override
    public String summary() {
        return new TextTable("augment", "rows")
                .row("read", read)
                .row("= transfer set, labelled", labeled)
                .row("+ transfer set, unlabelled", unlabeled)
                .row("+ validation and test", evaluation)
                .row("+ duplicates dropped", duplicates)
                .row("+ dropped: in validation or test", leaked)
                .row("+ rejected, see rejected/", rejected)
                .toString();
    }
}
