package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.LocalSpark;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tests a format whose columns have types. */
abstract class TypedInputFormatContract extends InputFormatContract {
    @Override
    void write(String name, int... rows) {
        String values = IntStream.of(rows)
                .mapToObj(row -> "('text %d', %d)".formatted(row, row % 2))
                .collect(Collectors.joining(", "));
        save(name, table(rows.length == 0 ? "('', 0) AS t(text, label) WHERE false" : values + " AS t(text, label)"));
    }

    @Override
    List<String> writeWithBadRows(String name) {
        save(name, table("('text 0', 0), (NULL, 1), ('unlabeled', NULL), ('x', 5), ('text 1', 1) AS t(text, label)"));
        return List.of(BLANK, UNLABELED, NO_CLASS);
    }

    private static Dataset<Row> table(String values) {
        return LocalSpark.session().sql("SELECT * FROM VALUES " + values);
    }

    /** Saves rows under a name. */
    abstract void save(String name, Dataset<Row> rows);

    @Override
    boolean readsGzip() {
        return false;
    }
}
