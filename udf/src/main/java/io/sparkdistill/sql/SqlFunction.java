package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.AbstractDataType;

/** A SQL function: how it is called, what it says about itself, and the expression that a call becomes. */
sealed interface SqlFunction permits RowFunction, AggregationFunction, ModelFunction {
    Documentation documentation();

    List<Parameter<?>> parameters();

    /** The expression for a call with every argument in place. */
    Expression over(List<Expression> arguments);

    /** The same function under another name. */
    SqlFunction named(String name);

    /** What Spark shows of it. */
    ExpressionInfo info();

    default String name() {
        return documentation().name();
    }

    /** The expression for a call; fails where the number of arguments does not fit. */
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

    /** Why Spark must refuse the arguments, if one that has to be constant is not. */
    default Optional<TypeCheckResult> constants(List<Expression> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (parameters().get(i).isConstant() && !arguments.get(i).foldable()) {
                return Optional.of(new TypeCheckResult.TypeCheckFailure("Cannot call %s: %s must be constant: %s"
                        .formatted(
                                name(),
                                parameters().get(i).name(),
                                arguments.get(i).sql())));
            }
        }
        return Optional.empty();
    }

    /** What the arguments may be, as Catalyst wants it. */
    default scala.collection.immutable.List<AbstractDataType> inputTypes() {
        return Sequences.asScala(parameters().stream()
                .map(parameter -> parameter.type().inputType())
                .toList());
    }

    /** The parameters as a reader writes them, optional ones in brackets. */
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
