package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;
import org.junit.jupiter.api.Tag;

@Tag("table-formats")
class DeltaTableFormatTest extends LoggedTableFormatContract {
    @Override
    TableFormat format() {
        return TableFormat.DELTA;
    }

    @Override
    String commit(int version) {
        return "_delta_log/%020d.json".formatted(version);
    }
}
