package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;

class OrcTableFormatTest extends TableFormatContract {
    @Override
    TableFormat format() {
        return TableFormat.ORC;
    }

    @Override
    boolean isPlainFiles() {
        return true;
    }
}
