package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.config.InputEntry;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks and reads the pair of IDX files that an entry of the configuration names. */
final class IdxSource implements InputSource {
    private final InputEntry entry;
    private final IdxCheck check;

    IdxSource(InputEntry entry, Optional<Integer> imageWidth, Configuration hadoop) {
        this.entry = entry;
        this.check = new IdxCheck(entry, imageWidth, hadoop);
    }

    @Override
    public void check() {
        check.check();
    }

    @Override
    public String identity(SparkSession spark) {
        return check.identity();
    }

    /** Reads the entry's part; images before it are skipped. */
    @Override
    public Dataset<Row> read(SparkSession spark) {
        return RowShape.of(
                IdxImages.read(spark, entry),
                entry,
                lit(entry.path()),
                TypedColumns.absent(),
                TypedColumns.absent(),
                name -> col(name));
    }
}
