package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.inference.ResultRows;
import io.sparkdistill.table.Logits;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An example scope selects the examples that a model reads, and the stored results that may be theirs. */
public interface ExampleScope {
    /** The most keys that are sent to all executors. */
    long MOST_BROADCAST = 1_000_000;

    /** Returns the distinct examples. */
    Dataset<Row> examples();

    /** Returns the results as {@link #table} holds them now, at least those of the examples. */
    Dataset<Row> results();

    /** Returns the table of the results, with a fingerprint, a number of tokens and whether something was truncated. */
    default String table() {
        return Logits.TABLE;
    }

    /**
     * Returns results as rows of the table.
     *
     * @param given rows of {@link ResultRows#SCHEMA} without a refusal
     */
    default Dataset<Row> stored(Dataset<Row> given, ModelSpec model) {
        return given.select(
                col(Logits.EXAMPLE_KEY),
                lit(model.name()).as(Logits.TEACHER),
                lit(model.fingerprint()).as(Logits.FINGERPRINT),
                col(Logits.LOGITS),
                col(Logits.TOKEN_COUNT),
                col(Logits.TRUNCATED),
                col(Logits.HIDDEN));
    }

    /** Returns the counts of examples that are not in this scope, because an earlier run has labeled all of them. */
    default LabelingCounts before(String fingerprint) {
        return LabelingCounts.NONE;
    }

    /** Lets Spark send keys to all executors rather than shuffle the other side of a join, if there are few. */
    static Dataset<Row> few(Dataset<Row> keys, long count) {
        return count <= MOST_BROADCAST ? broadcast(keys) : keys;
    }
}
