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
 * A plan that already has the logits of a call among its columns.
 *
 * @param logits the column
 */
record ReusedCall(Attribute logits, LogicalPlan plan) {
    /**
     * The plan with the logits that an operator below it has, as where the call filters the rows that are asked about. A
     * text that is not deterministic is another text in every operator.
     */
    static Optional<ReusedCall> find(ModelCall call, LogicalPlan plan) {
        if (!call.deterministic()) {
            return Optional.empty();
        }
        if (plan instanceof ModelInference ask) {
            return ask.logits(call.request()).map(logits -> new ReusedCall(logits, plan));
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

    /** The expression over the projection's input. */
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
