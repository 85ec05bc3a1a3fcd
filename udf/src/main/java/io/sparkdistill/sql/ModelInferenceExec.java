package io.sparkdistill.sql;

import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.reflect.ClassTag$;

/**
 * Executes {@link ModelInference}: ships the models to the executors, then runs them on windows of rows. A model that
 * cannot be read fails here, on the driver, before any task runs.
 */
public final class ModelInferenceExec extends OneChildExec {
    private final scala.collection.immutable.List<ModelCall> calls;
    private final scala.collection.immutable.List<Attribute> outputs;
    private final SparkPlan child;
    private transient InferenceMetrics metrics;

    /**
     * Creates the operator. Catalyst copies a node with this constructor: its parameters are the elements of the
     * product.
     */
    public ModelInferenceExec(
            scala.collection.immutable.List<ModelCall> calls,
            scala.collection.immutable.List<Attribute> outputs,
            SparkPlan child) {
        this.calls = calls;
        this.outputs = outputs;
        this.child = child;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<PartitionInference.ShippedCall> models = Sequences.asJava(calls).stream()
                .map(call -> new PartitionInference.ShippedCall(call, SqlModels.ship(call, sparkContext())))
                .toList();
        PartitionInference inference = new PartitionInference(
                models,
                Sequences.asScala(Sequences.asJava(child.output())),
                output(),
                RefusalPolicy.of(conf()),
                inferenceMetrics());
        // The last digits of logits depend on the batch: if the order of rows may change when a stage is recomputed,
        // Spark must recompute all stages that depend on it.
        boolean orderSensitive = true;
        return child.execute()
                .mapPartitionsWithIndex(inference, false, orderSensitive, ClassTag$.MODULE$.apply(InternalRow.class));
    }

    @Override
    public scala.collection.immutable.Map<String, SQLMetric> metrics() {
        return inferenceMetrics().byName();
    }

    private synchronized InferenceMetrics inferenceMetrics() {
        if (metrics == null) {
            metrics = InferenceMetrics.create(sparkContext());
        }
        return metrics;
    }

    @Override
    SparkPlan over(SparkPlan newChild) {
        return new ModelInferenceExec(calls, outputs, newChild);
    }

    @Override
    public scala.collection.immutable.List<SparkPlan> children() {
        return Sequences.asScala(List.of(child));
    }

    @Override
    public scala.collection.immutable.List<Attribute> output() {
        return ModelInference.append(Sequences.asJava(child.output()), outputs);
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.<Expression>asScala(Sequences.asJava(outputs)));
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public scala.collection.immutable.List<SortOrder> outputOrdering() {
        return Sequences.asScala(Sequences.asJava(child.outputOrdering()));
    }

    @Override
    public int productArity() {
        return 3;
    }

    @Override
    public Object productElement(int index) {
        return List.of(calls, outputs, child).get(index);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ModelInferenceExec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelInferenceExec that
                && calls.equals(that.calls)
                && outputs.equals(that.outputs)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
