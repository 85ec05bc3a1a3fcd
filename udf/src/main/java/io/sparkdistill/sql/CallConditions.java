package io.sparkdistill.sql;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.reducing;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.InnerLike;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;

/** Puts the conditions that call models where as few rows as possible are asked about, and where a call has its text. */
final class CallConditions {
    private CallConditions() {}

    /** What a filter asks no model for comes first, so that models see the rows that are left. */
    static LogicalPlan split(LogicalPlan plan) {
        LogicalPlan below = plan.mapChildren(CallConditions::split);
        if (!(below instanceof Filter filter)) {
            return below;
        }
        Map<Boolean, Optional<Expression>> conditions = partition(filter.condition(), CallConditions::calls);
        return conditions.get(true).isEmpty() || conditions.get(false).isEmpty()
                ? below
                : new Filter(
                        conditions.get(true).get(),
                        new Filter(conditions.get(false).get(), filter.child()));
    }

    /** The conditions of an inner join whose calls are about texts of both sides filter what is joined. */
    static LogicalPlan aboveJoin(LogicalPlan plan) {
        if (!(plan instanceof Join join)
                || !(join.joinType() instanceof InnerLike)
                || join.condition().isEmpty()) {
            return plan;
        }
        Map<Boolean, Optional<Expression>> conditions =
                partition(join.condition().get(), condition -> callsAboutBothSides(condition, join));
        return conditions.get(true).isEmpty()
                ? plan
                : new Filter(
                        conditions.get(true).get(),
                        join.copy(
                                join.left(),
                                join.right(),
                                join.joinType(),
                                Option.apply(conditions.get(false).orElse(null)),
                                join.hint()));
    }

    private static Map<Boolean, Optional<Expression>> partition(Expression condition, Predicate<Expression> first) {
        return conjuncts(condition).collect(partitioningBy(first, reducing(And::new)));
    }

    private static Stream<Expression> conjuncts(Expression condition) {
        return condition instanceof And and
                ? Stream.concat(conjuncts(and.left()), conjuncts(and.right()))
                : Stream.of(condition);
    }

    private static boolean calls(Expression condition) {
        return condition.exists(ModelCall.class::isInstance);
    }

    private static boolean callsAboutBothSides(Expression condition, Join join) {
        return condition.exists(expression -> expression instanceof ModelCall call
                && !call.references().subsetOf(join.left().outputSet())
                && !call.references().subsetOf(join.right().outputSet()));
    }
}
