package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;
import org.junit.jupiter.api.Tag;

@Tag("table-formats")
class IcebergTableFormatTest extends LoggedTableFormatContract {
    @Override
    TableFormat format() {
        return TableFormat.ICEBERG;
    }

    @Override
    String commit(int version) {
        return "metadata/v%d.metadata.json".formatted(version + 1);
    }
}
