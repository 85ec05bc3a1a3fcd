package io.sparkdistill.jobs.augment;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.TextTable;

/**
 * What became of every row that was read, and of every copy.
 *
 * @param read rows in the inputs; sentences where texts are cut into sentences
 * @param labeled distinct labelled examples in the transfer set
 * @param unlabeled distinct unlabelled examples in the transfer set
 * @param evaluation validation and test examples
 * @param duplicates rows equal to another row of the transfer set
 * @param leaked distinct examples dropped because validation or test holds them
 * @param leftOut distinct examples beyond the limits of the configuration
 * @param rejected rows that could not be used
 * @param copies what became of the copies
 * @param seconds that all of it took
 */
public record AugmentResult(
        long read,
        long labeled,
        long unlabeled,
        long evaluation,
        long duplicates,
        long leaked,
        long leftOut,
        long rejected,
        CopyCounts copies,
        double seconds)
        implements JobResult {
    public AugmentResult {
        long accounted = labeled + unlabeled + evaluation + duplicates + leaked + leftOut + rejected;
        if (read != accounted) {
            throw new IllegalStateException(
                    "Cannot reconcile the rows: read %d but accounted for %d".formatted(read, accounted));
        }
    }

    @Override
    public String summary() {
        String rows = new TextTable("augment", "rows")
                .row("read", read)
                .row("= transfer set, labelled", labeled)
                .row("+ transfer set, unlabelled", unlabeled)
                .row("+ validation and test", evaluation)
                .row("+ duplicates dropped", duplicates)
                .row("+ dropped: in validation or test", leaked)
                .row("+ left out by augment.limits", leftOut)
                .row("+ rejected, see rejected/", rejected)
                .toString();
        long written = labeled + unlabeled + evaluation + copies.kept();
        String speed = "%,d examples written in %.1f s".formatted(written, seconds);
        return copies.made() == 0
                ? String.join(System.lineSeparator(), rows, speed)
                : String.join(
                        System.lineSeparator(),
                        rows,
                        copies.summary(),
                        speed + ", %,.0f copies/s".formatted(copies.made() / seconds));
    }
}
