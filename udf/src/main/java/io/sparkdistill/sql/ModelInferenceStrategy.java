package io.sparkdistill.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;

/** Plans {@link ModelInference} as {@link ModelInferenceExec}. */
final class ModelInferenceStrategy extends SparkStrategy {
    @Override
    public scala.collection.immutable.List<SparkPlan> apply(LogicalPlan plan) {
        return plan instanceof ModelInference inference
                ? Sequences.asScala(List.of(
                        new ModelInferenceExec(inference.calls(), inference.outputs(), planLater(inference.child()))))
                : Sequences.asScala(List.of());
    }
}
