package io.sparkdistill.sql;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;

/**
 * Represents a call of a {@link ModelFunction} in a query. It cannot be evaluated row by row: {@link ExtractModelCalls}
 * moves it to an operator that processes many rows at once.
 */
public final class ModelCall extends NaryExpression implements ImplicitCastInputTypes, Unevaluable, Serializable {
    private final ModelFunction function;
    private final scala.collection.immutable.List<Expression> children;

    /**
     * Creates the call. Catalyst copies a node with this constructor: its parameters are the elements of the product.
     */
    public ModelCall(ModelFunction function, scala.collection.immutable.List<Expression> children) {
        this.function = function;
        this.children = children;
    }

    ModelFunction function() {
        return function;
    }

    /** Returns the expression of the text. */
    Expression text() {
        return children.apply(ModelFunction.TEXT);
    }

    /** Returns the request of the call: calls with equal requests for the same row have the same logits. */
    Request request() {
        return new Request(
                function.finder(),
                Sequences.asJava(children).stream()
                        .map(Expression::canonicalized)
                        .toList());
    }

    /**
     * A request holds the model and the arguments of a call.
     *
     * @param finder finds the model
     * @param arguments arguments in Catalyst's canonical form
     */
    record Request(ModelFunction.Finder finder, List<Expression> arguments) {}

    /** Returns the values of the arguments; null for that of the text. */
    List<Object> constants() {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            Object value = i == ModelFunction.TEXT ? null : children.apply(i).eval(null);
            ArgumentType<?> type = function.parameters().get(i).type();
            values.add(
                    value == null
                            ? null
                            : type.reader(children.apply(i).dataType()).read(value));
        }
        return values;
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        Set<String> variables = LambdaVariables.free(text());
        if (!variables.isEmpty()) {
            return new TypeCheckResult.TypeCheckFailure(
                    ("Cannot call %s: its text must not contain a variable of a lambda: %s; explode the array and call it once"
                                    + " per row")
                            .formatted(function.name(), String.join(", ", variables)));
        }
        return function.constants(Sequences.asJava(children))
                .orElseGet(ImplicitCastInputTypes.super::checkInputDataTypes);
    }

    @Override
    public scala.collection.immutable.List<Expression> children() {
        return children;
    }

    @Override
    Expression over(List<Expression> arguments) {
        return function.over(arguments);
    }

    @Override
    public scala.collection.immutable.List<AbstractDataType> inputTypes() {
        return function.inputTypes();
    }

    @Override
    public DataType dataType() {
        return function.resultType();
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public Object eval(InternalRow input) {
        return Unevaluable.super.eval(input);
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return Unevaluable.super.doGenCode(context, code);
    }

    @Override
    public String prettyName() {
        return function.name();
    }

    @Override
    public String toString() {
        return prettyName() + children.mkString("(", ", ", ")");
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int index) {
        return index == 0 ? function : children;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ModelCall;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelCall that && function.equals(that.function) && children.equals(that.children);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
