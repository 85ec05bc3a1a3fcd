package io.sparkdistill.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
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
        for (SqlFunction function : DistillFunctions.ALL) {
            extensions.injectFunction(new Tuple3<>(
                    new FunctionIdentifier(function.name()),
                    function.info(),
                    arguments -> function.call(Sequences.asJava(arguments))));
        }
        extensions.injectPreCBORule(session -> new ExtractModelCalls());
        extensions.injectPlannerStrategy(session -> new AskModelStrategy());
        return BoxedUnit.UNIT;
    }
}
