package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.AbstractDataType;

/** Describes a SQL function: its parameters, its documentation, and the expression of a call. */
sealed interface SqlFunction
        permits RowFunction, AggregationFunction, ModelFunction, CascadeFunction, DistilledFunction {
    Documentation documentation();

    List<Parameter<?>> parameters();

    /** Returns the expression of a call with all arguments. */
    Expression over(List<Expression> arguments);

    /** Returns the function under another name. */
    SqlFunction named(String name);

    /** Returns the documentation for Spark. */
    ExpressionInfo info();

    default String name() {
        return documentation().name();
    }

    /** Returns the expression of a call; throws an exception if the number of arguments is wrong. */
    default Expression call(List<Expression> arguments) {
        if (arguments.size() > parameters().size()) {
            throw new InvalidInputException(
                    "call " + name(),
                    "it takes at most " + parameters().size() + " arguments " + signature() + ": " + arguments.size());
        }
        List<Expression> complete = new ArrayList<>(arguments);
        for (Parameter<?> parameter :
                parameters().subList(arguments.size(), parameters().size())) {
            complete.add(parameter.defaultArgument(name()));
        }
        return over(List.copyOf(complete));
    }

    /** Returns the error of an argument that must be constant and is not; empty if there is none. */
    default Optional<TypeCheckResult> constants(List<Expression> arguments) {
        return variable(arguments)
                .map(reason -> new TypeCheckResult.TypeCheckFailure("Cannot call %s: %s".formatted(name(), reason)));
    }

    /**
     * Refuses arguments for a function that reads the constant ones while a query is analyzed.
     *
     * @throws InvalidInputException if an argument that must be constant is not
     */
    default void requireConstants(List<Expression> arguments) {
        variable(arguments).ifPresent(reason -> {
            throw new InvalidInputException("call " + name(), reason);
        });
    }

    /** Says which argument must be constant and is not. */
    private Optional<String> variable(List<Expression> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (parameters().get(i).isConstant() && !arguments.get(i).foldable()) {
                return Optional.of("%s must be constant: %s"
                        .formatted(parameters().get(i).name(), arguments.get(i).sql()));
            }
        }
        return Optional.empty();
    }

    /** Returns Catalyst's types of the arguments. */
    default scala.collection.immutable.List<AbstractDataType> inputTypes() {
        return Sequences.asScala(parameters().stream()
                .map(parameter -> parameter.type().inputType())
                .toList());
    }

    /** Returns the parameters in readable form, optional ones in brackets. */
    default String signature() {
        StringBuilder signature = new StringBuilder();
        for (Parameter<?> parameter : parameters()) {
            String separator = signature.isEmpty() ? "" : ", ";
            signature.append(
                    parameter.defaultValue() == null
                            ? separator + parameter.name()
                            : " [" + separator + parameter.name() + "]");
        }
        return "(" + signature + ")";
    }
}
