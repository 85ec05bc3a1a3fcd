package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.substring;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Flags the examples beyond the limits of the configuration as {@link ExampleSelection#OVER_LIMIT}. A hash of the seed
 * and the key of an example is compared with a threshold, so the partitions have no influence.
 */
final class ExampleLimits {
    private static final String HASH = "hash";

    private final AugmentConfig.Limits limits;
    private final long seed;
    private final Map<Origin, String> thresholds;
    private final List<Dataset<Row>> persisted = new ArrayList<>();

    /** Takes limits whose thresholds are found when all examples are there. */
    ExampleLimits(DistillConfig config) {
        this(config, Map.of());
    }

    /**
     * Takes limits for examples that are added to others.
     *
     * @param thresholds that were found when the others were selected
     */
    ExampleLimits(DistillConfig config, Map<Origin, String> thresholds) {
        this.limits = config.augment().limits();
        this.seed = config.seed();
        this.thresholds = new TreeMap<>(thresholds);
    }

    private Optional<Integer> limit(Origin origin) {
        return switch (origin) {
            case LABELED -> limits.labeled();
            case UNLABELED -> limits.unlabeled();
            case AUGMENTED -> limits.augmented();
        };
    }

    /** Returns the thresholds by the origin of the examples; none for an origin with fewer examples than its limit. */
    Map<Origin, String> thresholds() {
        return Map.copyOf(thresholds);
    }

    /**
     * Finds the threshold of an origin, and flags the examples above it.
     *
     * @param kind condition that an example is of this origin and in no other split
     */
    Dataset<Row> flag(Dataset<Row> examples, Origin origin, Column kind) {
        if (limit(origin).isEmpty()) {
            return examples;
        }
        // Read several times.
        Dataset<Row> kept = examples.persist(StorageLevel.DISK_ONLY());
        persisted.add(kept);
        HashThreshold.of(
                        kept.where(kind).select(order(TransferSet.EXAMPLE_KEY).as(HASH)),
                        limit(origin).get())
                .ifPresent(threshold -> thresholds.put(origin, threshold));
        return flagAdded(kept, origin, kind);
    }

    /** Flags the examples above the threshold that is known. */
    Dataset<Row> flagAdded(Dataset<Row> examples, Origin origin, Column kind) {
        String threshold = thresholds.get(origin);
        if (threshold == null) {
            return examples;
        }
        Column beyond =
                substring(order(TransferSet.EXAMPLE_KEY), 1, threshold.length()).gt(threshold);
        return examples.withColumn(
                ExampleSelection.OVER_LIMIT, col(ExampleSelection.OVER_LIMIT).or(kind.and(beyond)));
    }

    /**
     * Whether examples that are added would exceed a limit that was not reached before, so that its threshold has yet to
     * be found.
     *
     * @param added number of examples of this origin
     * @param transferSet to which they would be added
     */
    boolean areExceeded(Origin origin, long added, Dataset<Row> transferSet) {
        return added > 0
                && !thresholds.containsKey(origin)
                && limit(origin).isPresent()
                && added
                                + transferSet
                                        .where(col(TransferSet.ORIGIN).equalTo(origin.columnValue()))
                                        .count()
                        > limit(origin).get();
    }

    /** Frees what {@link #flag} has stored on the disks of the executors. */
    void unpersist() {
        persisted.forEach(Dataset::unpersist);
    }

    /** Returns a sort column that puts keys into a random order; the seed decides which. */
    Column order(String key) {
        return md5(concat(lit(seed + " "), col(key)).cast("binary"));
    }
}
