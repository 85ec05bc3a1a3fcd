package io.sparkdistill.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;

/** Plans {@link ModelInference}. */
final class ModelInferenceStrategy extends SparkStrategy {
    @Override
    public scala.collection.immutable.List<SparkPlan> apply(LogicalPlan plan) {
        return plan instanceof ModelInference ask
                ? Sequences.asScala(List.of(new ModelInferenceExec(ask.calls(), ask.answers(), planLater(ask.child()))))
                : Sequences.asScala(List.of());
    }
}
