package io.sparkdistill.sql;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;

/** Every SQL function of this project, and the call that adds them to a session. */
public final class DistillFunctions {
    static final List<SqlFunction> ALL = Stream.of(ProbabilityFunctions.ALL, AggregateFunctions.ALL, TextFunctions.ALL)
            .flatMap(List::stream)
            .toList();

    private DistillFunctions() {}

    /** Adds the functions to this session, in place of others of the same names. */
    public static void register(SparkSession session) {
        FunctionRegistry registry = session.sessionState().functionRegistry();
        for (SqlFunction function : ALL) {
            registry.registerFunction(
                    new FunctionIdentifier(function.name()),
                    function.info(),
                    arguments -> function.call(Sequences.asJava(arguments)));
        }
    }
}
