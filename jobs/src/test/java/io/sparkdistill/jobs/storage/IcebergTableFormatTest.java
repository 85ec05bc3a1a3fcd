package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;

class IcebergTableFormatTest extends TableFormatContract {
    @Override
    TableFormat format() {
        return TableFormat.ICEBERG;
    }

    @Override
    boolean isPlainFiles() {
        return false;
    }
}
