package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class TableInputFormatTest extends TypedInputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.TABLE;
    }

    @Override
    void save(String name, Dataset<Row> rows) {
        rows.createOrReplaceTempView(path(name));
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
    boolean keepsOrder() {
        return false;
    }
}
