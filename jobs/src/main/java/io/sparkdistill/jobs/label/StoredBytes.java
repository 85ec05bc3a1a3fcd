package io.sparkdistill.jobs.label;

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
    /** The only part of a table that has none. */
    private static final double WHOLE = 0;

    StoredBytes {
        softTargets = new TreeMap<>(softTargets);
    }

    /** Measures the tables of an output. */
    static StoredBytes of(Output output, SparkSession spark) {
        Map<String, Map<Double, Double>> bytes = output.bytesPerRow(Map.of(
                Logits.TABLE,
                output.read(spark, Logits.TABLE, Logits.SCHEMA).select(lit(WHOLE)),
                SoftTargets.TABLE,
                output.read(spark, SoftTargets.TABLE, SoftTargets.SCHEMA).select(SoftTargets.TEMPERATURE)));
        return new StoredBytes(bytes.get(Logits.TABLE).getOrDefault(WHOLE, 0.0), bytes.get(SoftTargets.TABLE));
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
