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
 * Rewrites every operator whose expressions call a model, as Spark does with Python functions: a {@link ModelInference}
 * below it computes the logits, and an expression of the logits replaces the call. Equal requests for the same rows run
 * once.
 *
 * <p>The rule runs before Spark decides what a source evaluates, so no source receives a call. It rewrites correlated
 * subqueries as joins first, so that every call is in an operator over the rows that it reads.
 */
final class ExtractModelCalls extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        if (!plan.exists(
                node -> !(node instanceof ModelInference) && !calls(node).isEmpty())) {
            return plan;
        }
        LogicalPlan joined = RewritePredicateSubquery$.MODULE$.apply(CallConditions.split(CascadeFunction.fold(plan)));
        return ColumnPruning$.MODULE$.apply(extractAll(joined));
    }

    private LogicalPlan extractAll(LogicalPlan plan) {
        LogicalPlan extracted = CallConditions.aboveJoin(plan).mapChildren(this::extractAll);
        // A domain join represents the rows of the outer query. Spark replaces it by a join with them when it optimizes
        // the outer query.
        return extracted instanceof ModelInference || extracted instanceof DomainJoin ? extracted : extract(extracted);
    }

    private static LogicalPlan extract(LogicalPlan plan) {
        LogicalPlan inferring = plan;
        // The text of a call may contain another call: the innermost calls come first.
        for (Set<ModelCall> calls = calls(inferring); !calls.isEmpty(); calls = calls(inferring)) {
            inferring = infer(inferring, calls);
        }
        return inferring == plan || inferring.outputSet().equals(plan.outputSet())
                ? inferring
                : new Project(Sequences.asScala(Sequences.asJava(plan.output())), inferring);
    }

    private static LogicalPlan infer(LogicalPlan plan, Set<ModelCall> calls) {
        Map<ModelCall.Request, Attribute> logits = new HashMap<>();
        List<LogicalPlan> children = new ArrayList<>();
        for (LogicalPlan child : Sequences.asJava(plan.children())) {
            List<ModelCall> readingChild = calls.stream()
                    .filter(call -> !logits.containsKey(call.request())
                            && call.references().subsetOf(child.outputSet()))
                    .toList();
            children.add(appendLogits(child, readingChild, logits));
        }
        calls.stream()
                .filter(call -> !logits.containsKey(call.request()))
                .findAny()
                .ifPresent(call -> {
                    throw new InvalidInputException(
                            "plan " + call.prettyName(),
                            "its text must come from one input: " + call + "; join the tables in a subquery first");
                });
        return plan.withNewChildren(Sequences.asScala(children))
                .mapExpressions(expression -> replace(expression, logits));
    }

    /** Appends one column per new request to an operator, and adds these columns to the logits. */
    private static LogicalPlan appendLogits(
            LogicalPlan plan, List<ModelCall> calls, Map<ModelCall.Request, Attribute> logits) {
        LogicalPlan extended = plan;
        List<ModelCall> newCalls = new ArrayList<>();
        for (ModelCall call : calls) {
            if (logits.containsKey(call.request())) {
                continue;
            }
            Optional<ReusedCall> below = ReusedCall.find(call, extended);
            extended = below.map(ReusedCall::plan).orElse(extended);
            logits.put(call.request(), below.map(ReusedCall::logits).orElseGet(() -> column(call)));
            if (below.isEmpty()) {
                newCalls.add(call);
            }
        }
        List<Attribute> columns =
                newCalls.stream().map(call -> logits.get(call.request())).toList();
        return newCalls.isEmpty()
                ? extended
                : new ModelInference(Sequences.asScala(newCalls), Sequences.asScala(columns), extended);
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

    /** Returns the calls that have no other call in their text. */
    private static Set<ModelCall> calls(LogicalPlan plan) {
        Set<ModelCall> calls = new LinkedHashSet<>();
        Sequences.asJava(plan.expressions()).forEach(expression -> addCalls(expression, calls));
        return calls;
    }

    /** Collects calls, and returns whether there was any. */
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
