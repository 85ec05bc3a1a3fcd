package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode_outer;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Validates the rows of one entry. {@link Rejected#REASON} is null for a usable row, and {@link Rejected#ROW} is the
 * row as it was written, or the entry's columns as JSON.
 */
final class InputReader {
    private final TaskConfig task;
    private final InputEntry entry;
    private final Labels labels;

    InputReader(TaskConfig task, InputEntry entry) {
        this.task = task;
        this.entry = entry;
        this.labels = new Labels(task);
    }

    /** Adds the columns with the result of validation, and turns labels into class indices. */
    Dataset<Row> validate(Dataset<Row> shaped) {
        Dataset<Row> rows = withoutLabels(sentences(shaped));
        return rows.withColumn(
                        Rejected.REASON, coalesce(col(RowShape.PROBLEM), new RowValidation(task, entry).reason()))
                .withColumn(Rejected.ROW, coalesce(col(RowShape.WRITTEN), to_json(struct(named()))))
                .withColumn(TransferSet.LABEL, labels.index(col(TransferSet.LABEL)))
                .drop(RowShape.PROBLEM, RowShape.WRITTEN);
    }

    private Dataset<Row> withoutLabels(Dataset<Row> rows) {
        List<String> leftOut = entry.part().withoutLabels();
        return leftOut.isEmpty() ? rows : rows.where(not(labels.isOneOf(col(TransferSet.LABEL), leftOut)));
    }

    /**
     * Splits texts into one row per sentence, if the entry is configured so. A text without a sentence is kept and
     * rejected.
     */
    private Dataset<Row> sentences(Dataset<Row> rows) {
        return entry.split() == InputEntry.Split.NONE
                ? rows
                : rows.withColumn(
                        TransferSet.TEXT, explode_outer(SentenceFunctions.SENTENCES.apply(col(TransferSet.TEXT))));
    }

    /** Returns the columns with their names in the entry. */
    private Column[] named() {
        Map<String, Column> columns = new LinkedHashMap<>();
        if (entry.features().isEmpty()) {
            columns.put(entry.text(), col(TransferSet.TEXT));
        }
        entry.features().ifPresent(name -> columns.put(name, col(TransferSet.FEATURES)));
        entry.textPair().ifPresent(name -> columns.put(name, col(TransferSet.TEXT_PAIR)));
        entry.label().ifPresent(name -> columns.put(name, col(TransferSet.LABEL)));
        return columns.entrySet().stream()
                .map(column -> column.getValue().as(column.getKey()))
                .toArray(Column[]::new);
    }
}
