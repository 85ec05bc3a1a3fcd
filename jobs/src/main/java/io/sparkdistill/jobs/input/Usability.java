package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;

/** Whether a row of an entry can be an example. */
final class Usability {
    private final TaskConfig task;
    private final InputEntry entry;
    private final Labels labels;

    Usability(TaskConfig task, InputEntry entry) {
        this.task = task;
        this.entry = entry;
        this.labels = new Labels(task);
    }

    /**
     * Why a row cannot be used; null when it can.
     *
     * @param corrupt whether it could not be parsed
     */
    Column reason(Column corrupt) {
        Column reason = when(corrupt, "the row is malformed").when(missing(), missingReason());
        if (entry.minWords().isPresent() || entry.maxWords().isPresent()) {
            int least = entry.minWords().orElse(0);
            int most = entry.maxWords().orElse(Integer.MAX_VALUE);
            Column words = Splitting.WORD_COUNT.apply(col(TransferSet.TEXT));
            reason = reason.when(words.lt(least), concat(words, lit(" words are fewer than min-words = " + least)))
                    .when(words.gt(most), concat(words, lit(" words are more than max-words = " + most)));
        }
        if (entry.label().isEmpty()) {
            return reason;
        }
        Column label = col(TransferSet.LABEL);
        return reason.when(blank(label), "the label is missing")
                .when(labels.index(label).isNull(), concat(lit("the label is not a class: "), label));
    }

    private Column missing() {
        return switch (task.type()) {
            case TEXT -> blank(col(TransferSet.TEXT));
            case TEXT_PAIR -> blank(col(TransferSet.TEXT)).or(blank(col(TransferSet.TEXT_PAIR)));
            case FEATURES -> col(TransferSet.FEATURES)
                    .isNull()
                    .or(exists(
                            col(TransferSet.FEATURES), value -> value.isNull().or(value.isNaN())));
        };
    }

    private String missingReason() {
        return task.type() == TaskType.FEATURES ? "the features are null or hold a null" : "the text is null or blank";
    }

    private static Column blank(Column text) {
        return text.isNull().or(text.rlike("^(?U)\\s*$"));
    }
}
