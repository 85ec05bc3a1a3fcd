package io.sparkdistill.sql;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.Map;

/**
 * What Spark's UI shows of an operator that asks models.
 *
 * @param rows that came out
 * @param texts that models were asked about
 * @param unanswered texts that are not null and have no logits
 * @param seconds that models and tokenizers took, over all tasks
 */
record InferenceMetrics(SQLMetric rows, SQLMetric texts, SQLMetric unanswered, SQLMetric seconds)
        implements Serializable {
    static InferenceMetrics create(SparkContext context) {
        return new InferenceMetrics(
                SQLMetrics.createMetric(context, "number of output rows"),
                SQLMetrics.createMetric(context, "number of texts asked about"),
                SQLMetrics.createMetric(context, "number of texts without an answer"),
                SQLMetrics.createNanoTimingMetric(context, "time in models", -1));
    }

    Map<String, SQLMetric> byName() {
        return new Map.Map4<>("numOutputRows", rows, "texts", texts, "unanswered", unanswered, "modelTime", seconds);
    }
}
