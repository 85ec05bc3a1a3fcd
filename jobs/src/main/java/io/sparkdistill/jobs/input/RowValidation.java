package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Validates the rows of an entry: whether each can be an example. */
final class RowValidation {
    static final String BLANK = "the text is null or blank";

    private static final Column FEATURES = col(TransferSet.FEATURES);

    private final TaskConfig task;
    private final InputEntry entry;
    private final Labels labels;

    RowValidation(TaskConfig task, InputEntry entry) {
        this.task = task;
        this.entry = entry;
        this.labels = new Labels(task);
    }

    /** Returns the reason why a row that could be read is rejected; null for a usable row. */
    Column reason() {
        Column reason = missing();
        if (entry.length().minWords().isPresent() || entry.length().maxWords().isPresent()) {
            int least = entry.length().minWords().orElse(0);
            int most = entry.length().maxWords().orElse(Integer.MAX_VALUE);
            Column words = SentenceFunctions.WORD_COUNT.apply(col(TransferSet.TEXT));
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
            case TEXT -> when(blank(col(TransferSet.TEXT)), BLANK);
            case TEXT_PAIR -> when(blank(col(TransferSet.TEXT)).or(blank(col(TransferSet.TEXT_PAIR))), BLANK);
            case FEATURES -> when(FEATURES.isNull(), "the features are null")
                    .when(size(FEATURES).equalTo(0), "the features are empty")
                    .when(exists(FEATURES, Column::isNull), "a feature is null")
                    .when(
                            exists(FEATURES, RowValidation::isNotFinite),
                            "a feature is not finite: NaN, infinite, or beyond the range of float");
        };
    }

    private static Column isNotFinite(Column feature) {
        return feature.isNaN().or(functions.abs(feature).equalTo(Float.POSITIVE_INFINITY));
    }

    private static Column blank(Column text) {
        return text.isNull().or(text.rlike("^(?U)\\s*$"));
    }
}
