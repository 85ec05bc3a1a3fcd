package io.sparkdistill.sql;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Holds a plan whose output already has the logits of a call, so that the model need not run again.
 *
 * @param logits column of the logits
 */
record ReusedCall(Attribute logits, LogicalPlan plan) {
    /**
     * Searches a plan for an operator that computes the logits of a call, such as one below a filter on the same call,
     * and adds their column to the output. A call with a nondeterministic text is never reused.
     */
    static Optional<ReusedCall> find(ModelCall call, LogicalPlan plan) {
        if (!call.deterministic()) {
            return Optional.empty();
        }
        if (plan instanceof ModelInference inference) {
            return inference.logits(call.request()).map(logits -> new ReusedCall(logits, plan));
        }
        if (plan instanceof Filter filter) {
            return find(call, filter.child())
                    .map(below -> new ReusedCall(below.logits, new Filter(filter.condition(), below.plan)));
        }
        if (plan instanceof Project project) {
            return find((ModelCall) below(project, call), project.child())
                    .map(below -> new ReusedCall(below.logits, new Project(with(project, below.logits), below.plan)));
        }
        return Optional.empty();
    }

    /** Rewrites an expression of the projection's output as one of its input. */
    private static Expression below(Project project, Expression expression) {
        if (expression instanceof Attribute attribute) {
            for (NamedExpression column : Sequences.asJava(project.projectList())) {
                if (column instanceof Alias alias && alias.exprId().equals(attribute.exprId())) {
                    return alias.child();
                }
            }
        }
        return expression.mapChildren(child -> below(project, child));
    }

    private static scala.collection.immutable.List<NamedExpression> with(Project project, Attribute logits) {
        List<NamedExpression> columns = Sequences.asJava(project.projectList());
        return Sequences.asScala(
                columns.contains((NamedExpression) logits)
                        ? columns
                        : Stream.concat(columns.stream(), Stream.of(logits)).toList());
    }
}
