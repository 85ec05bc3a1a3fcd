package io.sparkdistill.sql;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.reducing;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.Metadata;

/**
 * Puts an {@link AskModel} below every operator whose expressions call a model, and the model's answer in place of the
 * call: as Spark does with Python functions. Equal calls about the same rows are asked once.
 */
final class ExtractModelCalls extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        LogicalPlan extracted = split(plan).mapChildren(this::apply);
        return extracted instanceof AskModel ? extracted : extract(extracted);
    }

    /** What a filter asks no model for comes first, so that models see the rows that are left. */
    private static LogicalPlan split(LogicalPlan plan) {
        if (!(plan instanceof Filter filter)) {
            return plan;
        }
        Map<Boolean, Optional<Expression>> conditions = conjuncts(filter.condition())
                .collect(partitioningBy(condition -> addCalls(condition, new LinkedHashSet<>()), reducing(And::new)));
        return conditions.get(true).isEmpty() || conditions.get(false).isEmpty()
                ? plan
                : new Filter(
                        conditions.get(true).get(),
                        new Filter(conditions.get(false).get(), filter.child()));
    }

    private static Stream<Expression> conjuncts(Expression condition) {
        return condition instanceof And and
                ? Stream.concat(conjuncts(and.left()), conjuncts(and.right()))
                : Stream.of(condition);
    }

    private static LogicalPlan extract(LogicalPlan plan) {
        LogicalPlan asking = plan;
        // A call may stand in the text of another one: from the inside out.
        for (Set<ModelCall> calls = calls(asking); !calls.isEmpty(); calls = calls(asking)) {
            asking = ask(asking, calls);
        }
        return asking == plan || asking.outputSet().equals(plan.outputSet())
                ? asking
                : new Project(Sequences.asScala(Sequences.asJava(plan.output())), asking);
    }

    private static LogicalPlan ask(LogicalPlan plan, Set<ModelCall> calls) {
        Map<ModelCall, Attribute> answers = new HashMap<>();
        List<LogicalPlan> children = new ArrayList<>();
        for (LogicalPlan child : Sequences.asJava(plan.children())) {
            List<ModelCall> ofChild = calls.stream()
                    .filter(call ->
                            !answers.containsKey(call) && call.references().subsetOf(child.outputSet()))
                    .toList();
            children.add(answer(child, ofChild, answers));
        }
        calls.stream().filter(call -> !answers.containsKey(call)).findAny().ifPresent(call -> {
            throw new InvalidInputException(
                    "plan " + call.prettyName(), "one input must have all of its text: " + call);
        });
        return plan.withNewChildren(Sequences.asScala(children))
                .mapExpressions(expression -> replace(expression, answers));
    }

    /** The operator with a column more for each call; adds the columns to the answers. */
    private static LogicalPlan answer(LogicalPlan plan, List<ModelCall> calls, Map<ModelCall, Attribute> answers) {
        LogicalPlan answered = plan;
        List<ModelCall> unanswered = new ArrayList<>();
        for (ModelCall call : calls) {
            Optional<Answered> below = Answered.find(call, answered);
            answered = below.map(Answered::plan).orElse(answered);
            answers.put(call, below.map(Answered::answer).orElseGet(() -> column(call)));
            if (below.isEmpty()) {
                unanswered.add(call);
            }
        }
        List<Attribute> columns = unanswered.stream().map(answers::get).toList();
        return unanswered.isEmpty()
                ? answered
                : new AskModel(Sequences.asScala(unanswered), Sequences.asScala(columns), answered);
    }

    private static Attribute column(ModelCall call) {
        return new AttributeReference(
                call.prettyName(),
                call.dataType(),
                true,
                Metadata.empty(),
                NamedExpression.newExprId(),
                Sequences.asScala(List.of()));
    }

    private static Expression replace(Expression expression, Map<ModelCall, Attribute> answers) {
        Attribute answer = expression instanceof ModelCall ? answers.get(expression) : null;
        return answer == null ? expression.mapChildren(child -> replace(child, answers)) : (Expression) answer;
    }

    /** The calls without a call in their text. */
    private static Set<ModelCall> calls(LogicalPlan plan) {
        Set<ModelCall> calls = new LinkedHashSet<>();
        Sequences.asJava(plan.expressions()).forEach(expression -> addCalls(expression, calls));
        return calls;
    }

    /** Whether there was any. */
    private static boolean addCalls(Expression expression, Set<ModelCall> calls) {
        boolean within = false;
        for (Expression child : Sequences.asJava(expression.children())) {
            within |= addCalls(child, calls);
        }
        if (!within && expression instanceof ModelCall call) {
            calls.add(call);
            return true;
        }
        return within;
    }
}
