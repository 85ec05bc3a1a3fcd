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
 * Runs {@link ModelInference}: brings the models to the executors, then asks them about windows of rows. A model that cannot be
 * read fails here, on the driver, before any task runs.
 */
public final class ModelInferenceExec extends OneChildExec {
    private final scala.collection.immutable.List<ModelCall> calls;
    private final scala.collection.immutable.List<Attribute> answers;
    private final SparkPlan child;
    private transient InferenceMetrics metrics;

    /** The constructor that Catalyst copies a node with: its parameters are the product's elements. */
    public ModelInferenceExec(
            scala.collection.immutable.List<ModelCall> calls,
            scala.collection.immutable.List<Attribute> answers,
            SparkPlan child) {
        this.calls = calls;
        this.answers = answers;
        this.child = child;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<PartitionInference.ShippedCall> questions = Sequences.asJava(calls).stream()
                .map(call -> new PartitionInference.ShippedCall(call, SqlModels.ship(call, sparkContext())))
                .toList();
        PartitionInference ask = new PartitionInference(
                questions,
                Sequences.asScala(Sequences.asJava(child.output())),
                output(),
                RefusalPolicy.of(conf()),
                askMetrics());
        // The last digits of logits depend on the batch: where rows may come in another order when a stage is computed
        // again, Spark must compute again all that was made of it.
        boolean orderSensitive = true;
        return child.execute()
                .mapPartitionsWithIndex(ask, false, orderSensitive, ClassTag$.MODULE$.apply(InternalRow.class));
    }

    @Override
    public scala.collection.immutable.Map<String, SQLMetric> metrics() {
        return askMetrics().byName();
    }

    private synchronized InferenceMetrics askMetrics() {
        if (metrics == null) {
            metrics = InferenceMetrics.create(sparkContext());
        }
        return metrics;
    }

    @Override
    SparkPlan over(SparkPlan newChild) {
        return new ModelInferenceExec(calls, answers, newChild);
    }

    @Override
    public scala.collection.immutable.List<SparkPlan> children() {
        return Sequences.asScala(List.of(child));
    }

    @Override
    public scala.collection.immutable.List<Attribute> output() {
        return ModelInference.append(Sequences.asJava(child.output()), answers);
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.<Expression>asScala(Sequences.asJava(answers)));
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
        return List.of(calls, answers, child).get(index);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ModelInferenceExec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelInferenceExec that
                && calls.equals(that.calls)
                && answers.equals(that.answers)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
