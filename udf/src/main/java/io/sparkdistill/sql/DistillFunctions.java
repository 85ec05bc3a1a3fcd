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

/** Every SQL function of this project, and the call that adds them to a session. */
public final class DistillFunctions {
    /** What every function's second name begins with. */
    static final String PREFIX = "distill_";

    static final List<SqlFunction> ALL = Stream.of(
                    ProbabilityFunctions.ALL, AggregateFunctions.ALL, TextFunctions.ALL, ModelFunctions.ALL)
            .flatMap(List::stream)
            .toList();

    private static final Logger LOG = LoggerFactory.getLogger(DistillFunctions.class);

    private DistillFunctions() {}

    /** Looks for a function of any kind. */
    interface Lookup {
        Option<ExpressionInfo> find(FunctionIdentifier name);
    }

    /** Takes a function in. */
    interface Registry {
        void register(FunctionIdentifier name, SqlFunction function);
    }

    /**
     * Adds the functions to this session, each by its name and by its name with the prefix {@code distill_}. A name that
     * another function has is left to it, with a warning.
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

    /** Adds every function under both names, but for names that another function has. */
    static void add(Lookup existing, Registry registry) {
        for (SqlFunction function : ALL) {
            for (SqlFunction named : List.of(function, function.named(PREFIX + function.name()))) {
                FunctionIdentifier name = new FunctionIdentifier(named.name());
                Option<ExpressionInfo> other = existing.find(name);
                if (other.isEmpty()) {
                    registry.register(name, named);
                } else if (!isOurs(other.get())) {
                    LOG.warn(
                            "Cannot add the SQL function {}: there is another of this name: {}; call {}{} instead",
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
