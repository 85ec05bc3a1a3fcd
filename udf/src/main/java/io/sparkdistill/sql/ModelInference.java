package io.sparkdistill.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Appends to every row the logits that models give for calls about it. */
public final class ModelInference extends OneChildPlan {
    private final scala.collection.immutable.List<ModelCall> calls;
    private final scala.collection.immutable.List<Attribute> answers;
    private final LogicalPlan child;

    /**
     * The constructor that Catalyst copies a node with: its parameters are the product's elements.
     *
     * @param answers one column of logits per call
     */
    public ModelInference(
            scala.collection.immutable.List<ModelCall> calls,
            scala.collection.immutable.List<Attribute> answers,
            LogicalPlan child) {
        this.calls = calls;
        this.answers = answers;
        this.child = child;
    }

    scala.collection.immutable.List<ModelCall> calls() {
        return calls;
    }

    scala.collection.immutable.List<Attribute> answers() {
        return answers;
    }

    LogicalPlan child() {
        return child;
    }

    /** The column of the logits that answer this question. */
    Optional<Attribute> logits(ModelCall.Request question) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.apply(i).request().equals(question)) {
                return Optional.of(answers.apply(i));
            }
        }
        return Optional.empty();
    }

    @Override
    LogicalPlan over(LogicalPlan newChild) {
        return new ModelInference(calls, answers, newChild);
    }

    @Override
    public scala.collection.immutable.List<LogicalPlan> children() {
        return Sequences.asScala(List.of(child));
    }

    @Override
    public scala.collection.immutable.List<Attribute> output() {
        return append(Sequences.asJava(child.output()), answers);
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.<Expression>asScala(Sequences.asJava(answers)));
    }

    static scala.collection.immutable.List<Attribute> append(
            List<Attribute> columns, scala.collection.immutable.List<Attribute> answers) {
        List<Attribute> output = new ArrayList<>(columns);
        output.addAll(Sequences.asJava(answers));
        return Sequences.asScala(output);
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
        return other instanceof ModelInference;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelInference that
                && calls.equals(that.calls)
                && answers.equals(that.answers)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
