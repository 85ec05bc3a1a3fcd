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

/**
 * Moves filter conditions with model calls to where models run on the fewest rows, and where the text of each call is
 * available.
 */
final class CallConditions {
    private CallConditions() {}

    /**
     * Splits filters so that conditions without model calls are evaluated first, and models run only on the remaining
     * rows.
     */
    static LogicalPlan split(LogicalPlan plan) {
        LogicalPlan below = plan.mapChildren(CallConditions::split);
        if (!(below instanceof Filter filter)) {
            return below;
        }
        Map<Boolean, Optional<Expression>> conditions = partition(filter.condition(), CallConditions::callsModel);
        return conditions.get(true).isEmpty() || conditions.get(false).isEmpty()
                ? below
                : new Filter(
                        conditions.get(true).get(),
                        new Filter(conditions.get(false).get(), filter.child()));
    }

    /** Moves the conditions of an inner join whose calls read texts of both sides into a filter above the join. */
    static LogicalPlan aboveJoin(LogicalPlan plan) {
        if (!(plan instanceof Join join)
                || !(join.joinType() instanceof InnerLike)
                || join.condition().isEmpty()) {
            return plan;
        }
        Map<Boolean, Optional<Expression>> conditions =
                partition(join.condition().get(), condition -> readsBothSides(condition, join));
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

    private static boolean callsModel(Expression condition) {
        return condition.exists(ModelCall.class::isInstance);
    }

    private static boolean readsBothSides(Expression condition, Join join) {
        return condition.exists(expression -> expression instanceof ModelCall call
                && !call.references().subsetOf(join.left().outputSet())
                && !call.references().subsetOf(join.right().outputSet()));
    }
}
