package io.sparkdistill.sql;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkStrategy;

/** Reaches the extensions of a session, which each version of Spark keeps in a class of its own. */
final class SessionExtensions {
    private SessionExtensions() {}

    static SparkSessionExtensions of(SparkSession session) {
        return classic(session).extensions();
    }

    /** Returns the rules that run before cost-based optimization. Sessions build their rules for every query. */
    static List<Rule<LogicalPlan>> preCboRules(SparkSession session) {
        return Sequences.asJava(of(session).buildPreCBORules(classic(session)));
    }

    /** Returns the strategies that plan operators. Sessions build them for every query. */
    static List<SparkStrategy> plannerStrategies(SparkSession session) {
        return Sequences.asJava(of(session).buildPlannerStrategies(classic(session)));
    }

    private static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
        return (org.apache.spark.sql.classic.SparkSession) session;
    }
}
