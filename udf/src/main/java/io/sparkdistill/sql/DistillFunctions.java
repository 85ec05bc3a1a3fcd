package io.sparkdistill.sql;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.optimizer.ColumnPruning$;

/** Every SQL function of this project, and the call that adds them to a session. */
public final class DistillFunctions {
    static final List<SqlFunction> ALL = Stream.of(
                    ProbabilityFunctions.ALL, AggregateFunctions.ALL, TextFunctions.ALL, ModelFunctions.ALL)
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
        ExperimentalMethods planning = session.experimental();
        planning.extraOptimizations_$eq(append(
                Sequences.asJava(planning.extraOptimizations()),
                List.of(new ExtractModelCalls(), ColumnPruning$.MODULE$)));
        planning.extraStrategies_$eq(
                append(Sequences.asJava(planning.extraStrategies()), List.of(new AskModelStrategy())));
    }

    private static <T> scala.collection.immutable.List<T> append(List<T> first, List<? extends T> second) {
        return Sequences.asScala(Stream.concat(first.stream(), second.stream()).toList());
    }
}
