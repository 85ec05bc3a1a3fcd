package io.sparkdistill.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds every SQL function to each new session by configuration alone: {@code
 * spark.sql.extensions=io.sparkdistill.sql.DistillExtensions}.
 */
public final class DistillExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        FunctionRegistry builtin =
                extensions.registerFunctions(FunctionRegistry$.MODULE$.builtin().clone());
        DistillFunctions.add(
                builtin::lookupFunction,
                (name, function) -> extensions.injectFunction(
                        new Tuple3<>(name, function.info(), arguments -> function.call(Sequences.asJava(arguments)))));
        extensions.injectPreCBORule(session -> new ExtractModelCalls());
        extensions.injectPlannerStrategy(session -> new ModelInferenceStrategy());
        return BoxedUnit.UNIT;
    }

    /**
     * Adds the planning of model calls to this session, and to sessions that share its extensions, unless it has been
     * added.
     */
    static void plan(SparkSession session) {
        if (SessionExtensions.preCboRules(session).stream().noneMatch(ExtractModelCalls.class::isInstance)) {
            SparkSessionExtensions extensions = SessionExtensions.of(session);
            extensions.injectPreCBORule(any -> new ExtractModelCalls());
            extensions.injectPlannerStrategy(any -> new ModelInferenceStrategy());
        }
    }
}
