package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;

class ParquetTableFormatTest extends TableFormatContract {
    @Override
    TableFormat format() {
        return TableFormat.PARQUET;
    }

    @Override
    boolean isPlainFiles() {
        return true;
    }
}
