package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sparkdistill.jobs.input.ReadCounts;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts what became of the rows of the inputs. Every row that was read is kept, dropped or rejected.
 *
 * @param read rows of the inputs; sentences where texts are cut into sentences
 * @param rejected rows that could not be used
 */
public record RowCounts(long read, @JsonUnwrapped Kept kept, @JsonUnwrapped Dropped dropped, long rejected) {
    private static final String LABELED = "labeled";
    private static final String UNLABELED = "unlabeled";
    private static final String EVALUATION = "evaluation";
    private static final String LEAKED = "leaked_training";
    private static final String VALIDATION_LEAKED = "leaked_validation";
    private static final String LIMITED = "limited";
    private static final String EXAMPLES = "examples";

    /**
     * Counts the examples that were written.
     *
     * @param labeled distinct labeled examples of the transfer set
     * @param unlabeled distinct unlabeled examples of the transfer set
     * @param evaluation validation and test examples
     */
    public record Kept(long labeled, long unlabeled, long evaluation) {}

    /**
     * Counts the usable rows that are in no table.
     *
     * @param duplicates rows equal to another row of the transfer set
     * @param leaked distinct training examples that are also validation or test examples
     * @param validationLeaked validation rows that are also test examples
     * @param overLimit distinct examples beyond the limits of the configuration
     */
    public record Dropped(
            long duplicates, long leaked, long validationLeaked, @JsonProperty("leftOut") long overLimit) {}

    public RowCounts {
        long accounted = kept.labeled
                + kept.unlabeled
                + kept.evaluation
                + dropped.duplicates
                + dropped.leaked
                + dropped.validationLeaked
                + dropped.overLimit
                + rejected;
        if (read != accounted) {
            throw new IllegalStateException(
                    "Cannot reconcile the rows: read %d but accounted for %d".formatted(read, accounted));
        }
    }

    /**
     * Counts examples.
     *
     * @param inputs rows of the inputs
     * @param examples that {@link ExampleSelection} selected from the usable rows
     */
    static RowCounts of(ReadCounts inputs, Dataset<Row> examples) {
        Column training = ExampleSelection.IN_TRAINING;
        Column kept = ExampleSelection.KEPT;
        Column labeled = col(TransferSet.LABEL).isNotNull();
        Column leaked = col(ExampleSelection.LEAKED);
        Row counts = examples.agg(
                        count(lit(1)).as(EXAMPLES),
                        count_if(training.and(kept).and(labeled)).as(LABELED),
                        count_if(training.and(kept).and(not(labeled))).as(UNLABELED),
                        count_if(not(training).and(kept)).as(EVALUATION),
                        count_if(training.and(leaked)).as(LEAKED),
                        count_if(not(training).and(leaked)).as(VALIDATION_LEAKED),
                        count_if(col(ExampleSelection.OVER_LIMIT)).as(LIMITED))
                .first();
        long duplicates = inputs.rows() - inputs.rejected() - counts.<Long>getAs(EXAMPLES);
        return new RowCounts(
                inputs.rows(),
                new Kept(counts.getAs(LABELED), counts.getAs(UNLABELED), counts.getAs(EVALUATION)),
                new Dropped(duplicates, counts.getAs(LEAKED), counts.getAs(VALIDATION_LEAKED), counts.getAs(LIMITED)),
                inputs.rejected());
    }

    /** Formats the counts as a table with this title. */
    String table(String title) {
        return new TextTable(title, "rows")
                .row("read", read)
                .row("= transfer set, labeled", kept.labeled)
                .row("+ transfer set, unlabeled", kept.unlabeled)
                .row("+ validation and test", kept.evaluation)
                .row("+ duplicates dropped", dropped.duplicates)
                .row("+ dropped: in validation or test", dropped.leaked)
                .row("+ validation dropped: in test", dropped.validationLeaked)
                .row("+ left out by augment.limits", dropped.overLimit)
                .row("+ rejected, see rejected/", rejected)
                .toString();
    }

    /** The number of examples in the transfer set, copies left out. */
    long training() {
        return kept.labeled + kept.unlabeled;
    }
}
