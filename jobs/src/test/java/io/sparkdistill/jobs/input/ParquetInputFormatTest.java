package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Parquet has its own compression, so gzip is not tested. */
class ParquetInputFormatTest extends TypedInputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.PARQUET;
    }

    @Override
    void save(String name, Dataset<Row> rows) {
        rows.coalesce(1).write().mode("overwrite").parquet(folder.resolve(name).toString());
    }
}
