package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.ColumnPruning$;
import org.apache.spark.sql.catalyst.optimizer.RewritePredicateSubquery$;
import org.apache.spark.sql.catalyst.plans.logical.DomainJoin;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.Metadata;

/**
 * Puts an {@link ModelInference} below every operator whose expressions call a model, and the result from the model's logits in
 * place of the call: as Spark does with Python functions. Equal questions about the same rows are asked once.
 *
 * <p>It runs before Spark decides what a source reads: no source is handed a call that it cannot evaluate. Correlated
 * subqueries become joins first, so that every call belongs to an operator with the rows that it is about.
 */
final class ExtractModelCalls extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        if (!plan.exists(
                node -> !(node instanceof ModelInference) && !calls(node).isEmpty())) {
            return plan;
        }
        LogicalPlan joined = RewritePredicateSubquery$.MODULE$.apply(CallConditions.split(plan));
        return ColumnPruning$.MODULE$.apply(extractAll(joined));
    }

    private LogicalPlan extractAll(LogicalPlan plan) {
        LogicalPlan extracted = CallConditions.aboveJoin(plan).mapChildren(this::extractAll);
        // A domain join stands for the outer query's rows, and becomes a join with them when the outer query is
        // optimized.
        return extracted instanceof ModelInference || extracted instanceof DomainJoin ? extracted : extract(extracted);
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
        Map<ModelCall.Request, Attribute> logits = new HashMap<>();
        List<LogicalPlan> children = new ArrayList<>();
        for (LogicalPlan child : Sequences.asJava(plan.children())) {
            List<ModelCall> ofChild = calls.stream()
                    .filter(call -> !logits.containsKey(call.request())
                            && call.references().subsetOf(child.outputSet()))
                    .toList();
            children.add(answer(child, ofChild, logits));
        }
        calls.stream()
                .filter(call -> !logits.containsKey(call.request()))
                .findAny()
                .ifPresent(call -> {
                    throw new InvalidInputException(
                            "plan " + call.prettyName(), "one input must have all of its text: " + call);
                });
        return plan.withNewChildren(Sequences.asScala(children))
                .mapExpressions(expression -> replace(expression, logits));
    }

    /** The operator with one more column for each new question; adds the columns to the logits. */
    private static LogicalPlan answer(
            LogicalPlan plan, List<ModelCall> calls, Map<ModelCall.Request, Attribute> logits) {
        LogicalPlan answered = plan;
        List<ModelCall> unanswered = new ArrayList<>();
        for (ModelCall call : calls) {
            if (logits.containsKey(call.request())) {
                continue;
            }
            Optional<ReusedCall> below = ReusedCall.find(call, answered);
            answered = below.map(ReusedCall::plan).orElse(answered);
            logits.put(call.request(), below.map(ReusedCall::logits).orElseGet(() -> column(call)));
            if (below.isEmpty()) {
                unanswered.add(call);
            }
        }
        List<Attribute> columns =
                unanswered.stream().map(call -> logits.get(call.request())).toList();
        return unanswered.isEmpty()
                ? answered
                : new ModelInference(Sequences.asScala(unanswered), Sequences.asScala(columns), answered);
    }

    private static Attribute column(ModelCall call) {
        return new AttributeReference(
                call.prettyName(),
                ModelFunctions.LOGITS,
                true,
                Metadata.empty(),
                NamedExpression.newExprId(),
                Sequences.asScala(List.of()));
    }

    private static Expression replace(Expression expression, Map<ModelCall.Request, Attribute> logits) {
        if (expression instanceof ModelCall call && logits.containsKey(call.request())) {
            return call.function().outcome().of((Expression) logits.get(call.request()));
        }
        return expression.mapChildren(child -> replace(child, logits));
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
