package io.sparkdistill.sql;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;

/** Finds the variables of lambda functions in an expression. */
final class LambdaVariables {
    private LambdaVariables() {}

    /** Returns the names of variables of lambda functions around the expression, without those within it. */
    static Set<String> free(Expression expression) {
        Set<String> names = new LinkedHashSet<>();
        if (expression instanceof NamedLambdaVariable variable) {
            names.add(variable.name());
        }
        Sequences.asJava(expression.children()).forEach(child -> names.addAll(free(child)));
        if (expression instanceof LambdaFunction lambda) {
            Sequences.asJava(lambda.arguments()).forEach(argument -> names.remove(argument.name()));
        }
        return names;
    }
}
