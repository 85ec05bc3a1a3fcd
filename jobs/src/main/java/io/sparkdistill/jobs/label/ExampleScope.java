package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.broadcast;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An example scope selects the examples that a teacher labels, and the stored logits that may be theirs. */
public interface ExampleScope {
    /** The most keys that are sent to all executors. */
    long MOST_BROADCAST = 1_000_000;

    /** Returns the distinct examples. */
    Dataset<Row> examples();

    /** Returns the logits as they are stored now, at least those of the examples. */
    Dataset<Row> logits();

    /** Returns the counts of examples that are not in this scope, because an earlier run has labeled all of them. */
    default LabelingCounts before(String fingerprint) {
        return LabelingCounts.NONE;
    }

    /** Lets Spark send keys to all executors rather than shuffle the other side of a join, if there are few. */
    static Dataset<Row> few(Dataset<Row> keys, long count) {
        return count <= MOST_BROADCAST ? broadcast(keys) : keys;
    }
}
