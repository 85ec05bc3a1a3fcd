package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the usable and rejected rows of each entry, and reports entries with too few usable rows. */
final class InputCounts {
    private static final Logger LOG = LoggerFactory.getLogger(InputCounts.class);
    private static final double NOTABLE_SHARE = 0.1;
    private static final int SHOWN_REASONS = 3;
    private static final int SHOWN_CHARACTERS = 200;

    private final Labels labels;
    private final TaskConfig task;
    private final InputConfig input;
    private final Dataset<Row> rows;
    private final Map<String, Row> counts = new HashMap<>();

    InputCounts(TaskConfig task, InputConfig input, Dataset<Row> rows) {
        this.labels = new Labels(task);
        this.task = task;
        this.input = input;
        this.rows = rows;
    }

    /**
     * Checks that every entry has usable rows, and warns of entries with many rejected rows.
     *
     * @throws InputException if an entry has no usable row; the message has the most frequent reasons
     */
    void requireUsable() {
        Column usable = col(Rejected.REASON).isNull();
        rows.groupBy(Inputs.ENTRY)
                .agg(
                        count(lit(1)),
                        count_if(usable),
                        count_if(usable.and(col(TransferSet.LABEL).equalTo(0))))
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row));
        Stream.of(input.train(), input.validation(), input.test(), input.unlabeled())
                .flatMap(List::stream)
                .forEach(this::require);
        requireLabelsFromZero();
    }

    private long of(InputEntry entry, int column) {
        return counts.containsKey(entry.key()) ? counts.get(entry.key()).getLong(column) : 0;
    }

    private void require(InputEntry entry) {
        long read = of(entry, 1);
        long usable = of(entry, 2);
        if (usable == 0 && (read > 0 || entry.label().isPresent())) {
            throw new InputException("Cannot use %s: none of its %d rows can be used%s; see %s"
                    .formatted(entry.key(), read, read == 0 ? "" : ": " + reasons(entry), entry.path()));
        }
        if (read - usable > NOTABLE_SHARE * read) {
            LOG.warn("{}: {} of {} rows are rejected: {}", entry.key(), read - usable, read, reasons(entry));
        }
    }

    /** Returns the most frequent reasons of rejections, each with an example. */
    private String reasons(InputEntry entry) {
        String reasons = rows
                .where(col(Inputs.ENTRY)
                        .equalTo(entry.key())
                        .and(col(Rejected.REASON).isNotNull()))
                .groupBy(Rejected.REASON)
                .agg(count(lit(1)).as("count"), min(Rejected.ROW))
                .orderBy(desc("count"), col(Rejected.REASON))
                .limit(SHOWN_REASONS)
                .collectAsList()
                .stream()
                .map(row ->
                        "%d times %s, as in %s".formatted(row.getLong(1), row.getString(0), shown(row.getString(2))))
                .collect(Collectors.joining("; "));
        return reasons.contains("not a class") ? reasons + "; " + labels.rule() : reasons;
    }

    private static String shown(String row) {
        String line = row.lines().findFirst().orElse("");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }

    /** Checks that labels do not count from 1, because each would then be read as that of the next class. */
    private void requireLabelsFromZero() {
        boolean hasZero = input.train().stream().anyMatch(entry -> of(entry, 3) > 0);
        if (!task.classNames().isEmpty() || hasZero) {
            return;
        }
        String oneTooMany = "the label is not a class: " + task.classes();
        List<String> keys = input.train().stream().map(InputEntry::key).toList();
        if (!rows.where(col(Inputs.ENTRY)
                        .isin(keys.toArray())
                        .and(col(Rejected.REASON).equalTo(oneTooMany)))
                .isEmpty()) {
            throw new InputException(
                    "Cannot use the labels of input.train: there is no 0, but a %d: %s; if they count from 1, set"
                                    .formatted(task.classes(), labels.rule())
                            + " task.class-names to them in order");
        }
    }
}
