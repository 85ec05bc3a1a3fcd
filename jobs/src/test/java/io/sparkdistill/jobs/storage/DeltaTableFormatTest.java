package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;

class DeltaTableFormatTest extends TableFormatContract {
    @Override
    TableFormat format() {
        return TableFormat.DELTA;
    }

    @Override
    boolean isPlainFiles() {
        return false;
    }
}
