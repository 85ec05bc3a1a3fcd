package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Stored bytes are the mean number of bytes on disk per row, compressed and with all columns.
 *
 * @param logits bytes per row of the logits
 * @param softTargets bytes per row of the soft targets, by temperature
 */
record StoredBytes(double logits, Map<Double, Double> softTargets) {
    StoredBytes {
        softTargets = new TreeMap<>(softTargets);
    }

    /** Measures the tables of an output. */
    static StoredBytes of(Output output, SparkSession spark) {
        double logits =
                output.bytesPerRow(spark, Logits.TABLE, Logits.SCHEMA, lit(0)).getOrDefault(0, 0.0);
        Map<Double, Double> softTargets = new TreeMap<>();
        output.bytesPerRow(spark, SoftTargets.TABLE, SoftTargets.SCHEMA, col(SoftTargets.TEMPERATURE))
                .forEach((temperature, bytes) -> softTargets.put((Double) temperature, bytes));
        return new StoredBytes(logits, softTargets);
    }

    @Override
    public String toString() {
        return "bytes per row: logits %.1f; soft targets at temperature %s"
                .formatted(
                        logits,
                        softTargets.entrySet().stream()
                                .map(entry -> "%s: %.1f".formatted(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining(", ")));
    }
}
