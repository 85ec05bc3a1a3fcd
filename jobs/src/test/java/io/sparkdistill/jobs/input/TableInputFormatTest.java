package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.InputFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TableInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.TABLE;
    }

    @Override
    void write(String name, int... rows) {
        String values = IntStream.of(rows)
                .mapToObj(row -> "('text %d', %d)".formatted(row, row % 2))
                .collect(Collectors.joining(", "));
        save(name, rows.length == 0 ? "('', 0) AS t(text, label) WHERE false" : values + " AS t(text, label)");
    }

    @Override
    List<String> writeWithBadRows(String name) {
        save(name, "('text 0', 0), (NULL, 1), ('unlabeled', NULL), ('x', 5), ('text 1', 1) AS t(text, label)");
        return List.of(BLANK, UNLABELED, NO_CLASS);
    }

    private void save(String name, String values) {
        LocalSpark.session().sql("SELECT * FROM VALUES " + values).createOrReplaceTempView(path(name));
    }

    @Override
    String path(String name) {
        return "input_format_" + name;
    }

    @Override
    boolean isFiles() {
        return false;
    }

    @Override
    boolean readsFolders() {
        return false;
    }

    @Override
    boolean readsGzip() {
        return false;
    }

    @Override
    boolean keepsOrder() {
        return false;
    }
}
