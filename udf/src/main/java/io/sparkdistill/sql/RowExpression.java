package io.sparkdistill.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;

/** Represents a call of a {@link RowFunction} in a query. It is null if an argument is null. */
public final class RowExpression extends NaryExpression implements ImplicitCastInputTypes, Serializable {
    private final RowFunction function;
    private final scala.collection.immutable.List<Expression> children;
    private transient BoundFunction bound;

    /**
     * Creates the call. Catalyst copies a node with this constructor: its parameters are the elements of the product.
     */
    public RowExpression(RowFunction function, scala.collection.immutable.List<Expression> children) {
        this.function = function;
        this.children = children;
    }

    RowFunction function() {
        return function;
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
    public TypeCheckResult checkInputDataTypes() {
        return ImplicitCastInputTypes.super.checkInputDataTypes();
    }

    @Override
    public DataType dataType() {
        return bound().resultType();
    }

    @Override
    public boolean nullable() {
        return children.exists(Expression::nullable);
    }

    @Override
    public boolean foldable() {
        return children.forall(Expression::foldable);
    }

    @Override
    public Object eval(InternalRow input) {
        Object[] values = new Object[children.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = children.apply(i).eval(input);
            if (values[i] == null) {
                return null;
            }
        }
        return bound().evaluate(values);
    }

    /**
     * Generates code in which arguments after a null are not evaluated, as in {@link #eval}: each argument is nested in
     * the null check of the one before.
     */
    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        Block block = text("boolean %s = true;%n%s %s = %s;"
                .formatted(
                        code.isNull(),
                        CodeGenerator.javaType(dataType()),
                        code.value(),
                        CodeGenerator.defaultValue(dataType(), false)));
        StringBuilder values = new StringBuilder();
        for (Expression child : arguments()) {
            ExprCode argument = child.genCode(context);
            block = block.$plus(argument.code()).$plus(text("if (!(%s)) {".formatted(argument.isNull())));
            values.append(values.isEmpty() ? "" : ", ")
                    .append("(" + CodeGenerator.boxedType(child.dataType()) + ") " + argument.value());
        }
        String call = context.addReferenceObj(prettyName(), bound(), BoundFunction.class.getName())
                + ".evaluate(new Object[] {" + values + "})";
        Block result = text("%s = false;%n%s = (%s) %s;"
                .formatted(code.isNull(), code.value(), CodeGenerator.boxedType(dataType()), call));
        return code.copy(block.$plus(result).$plus(text("}".repeat(children.size()))), code.isNull(), code.value());
    }

    private static Block text(String code) {
        return new CodeBlock(Sequences.asScala(List.of(code)), Sequences.asScala(List.of()));
    }

    private BoundFunction bound() {
        if (bound == null) {
            bound = new BoundFunction(
                    function, arguments().stream().map(Expression::dataType).toList());
        }
        return bound;
    }

    private List<Expression> arguments() {
        return Sequences.asJava(children);
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
        return other instanceof RowExpression;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowExpression that && function.equals(that.function) && children.equals(that.children);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
