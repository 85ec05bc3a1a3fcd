package io.sparkdistill.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;

/** Reaches the extensions of a session, which each version of Spark keeps in a class of its own. */
final class SessionExtensions {
    private SessionExtensions() {}

    static SparkSessionExtensions of(SparkSession session) {
        return session.extensions();
    }

    /** Whether the session plans its queries with a rule of this class. Sessions build their rules for every query. */
    static boolean hasPreCboRule(SparkSession session, Class<?> rule) {
        return of(session).buildPreCBORules(session).exists(rule::isInstance);
    }
}
