package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;

/**
 * A parameter describes one argument of a SQL function: its name, type and default.
 *
 * @param description one sentence without its full stop
 * @param defaultValue value of an argument that is left out; null for a required argument
 * @param isConstant whether the argument must be the same in every row
 */
record Parameter<A>(String name, String description, ArgumentType<A> type, A defaultValue, boolean isConstant)
        implements Serializable {
    static Parameter<double[]> vector(String name, String description) {
        return new Parameter<>(name, description, ArgumentType.VECTOR, null, false);
    }

    static Parameter<Double> number(String name, String description) {
        return new Parameter<>(name, description, ArgumentType.NUMBER, null, false);
    }

    static Parameter<Integer> integer(String name, String description) {
        return new Parameter<>(name, description, ArgumentType.INTEGER, null, false);
    }

    static Parameter<Long> seed() {
        return new Parameter<>(
                "seed", "the same seed gives the same copy of the same text", ArgumentType.LONG, null, false);
    }

    static Parameter<String> text(String name, String description) {
        return new Parameter<>(name, description, ArgumentType.TEXT, null, false);
    }

    Parameter<A> or(A value) {
        return new Parameter<>(name, description, type, value, isConstant);
    }

    Parameter<A> constant() {
        return new Parameter<>(name, description, type, defaultValue, true);
    }

    /** Returns the expression of an argument that is left out. */
    Expression defaultArgument(String function) {
        if (defaultValue == null) {
            throw new InvalidInputException("call " + function, "a required argument is missing: " + name);
        }
        return Literal$.MODULE$.apply(defaultValue);
    }
}
