package io.sparkdistill.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** This logical operator appends the logits of model calls to every row. */
public final class ModelInference extends OneChildPlan {
    private final scala.collection.immutable.List<ModelCall> calls;
    private final scala.collection.immutable.List<Attribute> outputs;
    private final LogicalPlan child;

    /**
     * Creates the operator. Catalyst copies a node with this constructor: its parameters are the elements of the
     * product.
     *
     * @param outputs one column of logits per call
     */
    public ModelInference(
            scala.collection.immutable.List<ModelCall> calls,
            scala.collection.immutable.List<Attribute> outputs,
            LogicalPlan child) {
        this.calls = calls;
        this.outputs = outputs;
        this.child = child;
    }

    scala.collection.immutable.List<ModelCall> calls() {
        return calls;
    }

    scala.collection.immutable.List<Attribute> outputs() {
        return outputs;
    }

    LogicalPlan child() {
        return child;
    }

    /** Returns the column of the logits of a request, if this operator computes them. */
    Optional<Attribute> logits(ModelCall.Request request) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.apply(i).request().equals(request)) {
                return Optional.of(outputs.apply(i));
            }
        }
        return Optional.empty();
    }

    @Override
    LogicalPlan over(LogicalPlan newChild) {
        return new ModelInference(calls, outputs, newChild);
    }

    @Override
    public scala.collection.immutable.List<LogicalPlan> children() {
        return Sequences.asScala(List.of(child));
    }

    @Override
    public scala.collection.immutable.List<Attribute> output() {
        return append(Sequences.asJava(child.output()), outputs);
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.<Expression>asScala(Sequences.asJava(outputs)));
    }

    static scala.collection.immutable.List<Attribute> append(
            List<Attribute> columns, scala.collection.immutable.List<Attribute> outputs) {
        List<Attribute> output = new ArrayList<>(columns);
        output.addAll(Sequences.asJava(outputs));
        return Sequences.asScala(output);
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
        return other instanceof ModelInference;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelInference that
                && calls.equals(that.calls)
                && outputs.equals(that.outputs)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
