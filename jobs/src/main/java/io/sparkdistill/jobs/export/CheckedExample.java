package io.sparkdistill.jobs.export;

import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.network.Example;
import io.sparkdistill.serving.Input;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A checked example is one on which an exported student is compared with the student.
 *
 * @param label class index, or {@link Example#UNLABELED}
 */
record CheckedExample(Input input, int label) {
    private static final int MOST = 1_000;

    /**
     * Reads up to {@value #MOST} examples of the evaluation set, or where there are none, of the transfer set. The list is
     * empty if both tables have been deleted.
     */
    static List<CheckedExample> read(SparkSession spark, Output output) {
        return Stream.of(TransferSet.EVALUATION_TABLE, TransferSet.TABLE)
                .map(table -> output.read(spark, table, TransferSet.SCHEMA)
                        .limit(MOST)
                        .collectAsList())
                .filter(rows -> !rows.isEmpty())
                .findFirst()
                .orElse(List.of())
                .stream()
                .map(CheckedExample::of)
                .toList();
    }

    private static CheckedExample of(Row row) {
        Integer label = row.getAs(TransferSet.LABEL);
        return new CheckedExample(input(row), label == null ? Example.UNLABELED : label);
    }

    static CheckedExample unlabeled(Input input) {
        return new CheckedExample(input, Example.UNLABELED);
    }

    private static Input input(Row row) {
        int features = row.fieldIndex(TransferSet.FEATURES);
        if (!row.isNullAt(features)) {
            return new Input.Features(Floats.array(row, features));
        }
        String text = row.getAs(TransferSet.TEXT);
        String pair = row.getAs(TransferSet.TEXT_PAIR);
        return pair == null ? new Input.Text(text) : new Input.Pair(text, pair);
    }
}
