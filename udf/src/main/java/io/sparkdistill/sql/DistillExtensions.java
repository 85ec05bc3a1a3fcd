package io.sparkdistill.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds every SQL function to each new session, by configuration alone: {@code
 * spark.sql.extensions=io.sparkdistill.sql.DistillExtensions}.
 */
public final class DistillExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        FunctionRegistry known =
                extensions.registerFunctions(FunctionRegistry$.MODULE$.builtin().clone());
        DistillFunctions.add(
                known::lookupFunction,
                (name, function) -> extensions.injectFunction(
                        new Tuple3<>(name, function.info(), arguments -> function.call(Sequences.asJava(arguments)))));
        extensions.injectPreCBORule(session -> new ExtractModelCalls());
        extensions.injectPlannerStrategy(session -> new ModelInferenceStrategy());
        return BoxedUnit.UNIT;
    }

    /** Plans calls of models in this session, and in those that share its extensions, if that is not done yet. */
    static void plan(SparkSession session) {
        if (!SessionExtensions.hasPreCboRule(session, ExtractModelCalls.class)) {
            SparkSessionExtensions extensions = SessionExtensions.of(session);
            extensions.injectPreCBORule(any -> new ExtractModelCalls());
            extensions.injectPlannerStrategy(any -> new ModelInferenceStrategy());
        }
    }
}
