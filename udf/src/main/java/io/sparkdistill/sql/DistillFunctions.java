package io.sparkdistill.sql;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Lists every SQL function of this project, and adds them to a session. */
public final class DistillFunctions {
    /** The prefix of the second name of every function. */
    static final String PREFIX = "distill_";

    static final List<SqlFunction> ALL = Stream.of(
                    ProbabilityFunctions.ALL,
                    AggregateFunctions.ALL,
                    TextFunctions.ALL,
                    ModelFunctions.ALL,
                    List.<SqlFunction>of(CascadeFunction.CLASS, DistilledFunction.CLASS))
            .flatMap(List::stream)
            .toList();

    private static final Logger LOG = LoggerFactory.getLogger(DistillFunctions.class);

    private DistillFunctions() {}

    /** Looks up a function of any kind. */
    interface Lookup {
        Option<ExpressionInfo> find(FunctionIdentifier name);
    }

    /** Registers a function. */
    interface Registry {
        void register(FunctionIdentifier name, SqlFunction function);
    }

    /**
     * Adds the functions to this session, each under its name and under its name with the prefix {@code distill_}. A
     * name that belongs to another function is skipped with a warning.
     */
    public static void register(SparkSession session) {
        FunctionRegistry registry = session.sessionState().functionRegistry();
        SessionCatalog catalog = session.sessionState().catalog();
        add(
                name -> {
                    Option<ExpressionInfo> found = registry.lookupFunction(name);
                    return found.isEmpty() && catalog.isPersistentFunction(name)
                            ? Option.apply(catalog.lookupFunctionInfo(name))
                            : found;
                },
                (name, function) -> registry.registerFunction(
                        name, function.info(), arguments -> function.call(Sequences.asJava(arguments))));
        DistillExtensions.plan(session);
    }

    /** Adds every function under both names, except names that belong to other functions. */
    static void add(Lookup existing, Registry registry) {
        for (SqlFunction function : ALL) {
            for (SqlFunction named : List.of(function, function.named(PREFIX + function.name()))) {
                FunctionIdentifier name = new FunctionIdentifier(named.name());
                Option<ExpressionInfo> other = existing.find(name);
                if (other.isEmpty()) {
                    registry.register(name, named);
                } else if (!isOurs(other.get())) {
                    LOG.warn(
                            "Cannot add the SQL function {}: the name belongs to another function: {}; call {}{} instead",
                            function.name(),
                            other.get().getClassName(),
                            PREFIX,
                            function.name());
                }
            }
        }
    }

    private static boolean isOurs(ExpressionInfo info) {
        return String.valueOf(info.getClassName()).startsWith(DistillFunctions.class.getPackageName() + ".");
    }
}
