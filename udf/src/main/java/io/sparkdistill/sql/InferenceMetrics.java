package io.sparkdistill.sql;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.Map;

/**
 * Holds the metrics of an operator that runs models, as Spark's UI shows them.
 *
 * @param rows output rows
 * @param texts texts that models have read
 * @param refused texts that are not null and have no logits
 * @param time time in models and tokenizers, over all tasks
 */
record InferenceMetrics(SQLMetric rows, SQLMetric texts, SQLMetric refused, SQLMetric time) implements Serializable {
    static InferenceMetrics create(SparkContext context) {
        return new InferenceMetrics(
                SQLMetrics.createMetric(context, "number of output rows"),
                SQLMetrics.createMetric(context, "number of texts read by models"),
                SQLMetrics.createMetric(context, "number of texts without logits"),
                SQLMetrics.createNanoTimingMetric(context, "time in models", -1));
    }

    Map<String, SQLMetric> byName() {
        return new Map.Map4<>("numOutputRows", rows, "texts", texts, "refused", refused, "modelTime", time);
    }
}
