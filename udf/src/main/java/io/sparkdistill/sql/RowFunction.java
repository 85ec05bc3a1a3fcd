package io.sparkdistill.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * A row function is a SQL function of the values of one row. It is null if an argument is null, so its method never
 * receives a null.
 *
 * @param method Java method of the function, with one value per parameter
 */
record RowFunction(Documentation documentation, List<Parameter<?>> parameters, Result<?> result, Method method)
        implements SqlFunction, Serializable {

    /** Calls a Java method with its arguments in order. */
    interface Method extends Serializable {
        Object call(Object[] arguments);
    }

    /** Calls a method of one argument. */
    interface Method1<A, R> extends Serializable {
        R call(A first);
    }

    /** Calls a method of two arguments. */
    interface Method2<A, B, R> extends Serializable {
        R call(A first, B second);
    }

    /** Calls a method of three arguments. */
    interface Method3<A, B, C, R> extends Serializable {
        R call(A first, B second, C third);
    }

    /** Calls a method of four arguments. */
    interface Method4<A, B, C, D, R> extends Serializable {
        R call(A first, B second, C third, D fourth);
    }

    @SuppressWarnings("unchecked") // The type of a parameter is that of the method's argument.
    static <A, R> RowFunction of(
            Documentation documentation, Parameter<A> first, Result<R> result, Method1<A, R> method) {
        return new RowFunction(documentation, List.of(first), result, arguments -> method.call((A) arguments[0]));
    }

    @SuppressWarnings("unchecked") // The type of a parameter is that of the method's argument.
    static <A, B, R> RowFunction of(
            Documentation documentation,
            Parameter<A> first,
            Parameter<B> second,
            Result<R> result,
            Method2<A, B, R> method) {
        return new RowFunction(
                documentation,
                List.of(first, second),
                result,
                arguments -> method.call((A) arguments[0], (B) arguments[1]));
    }

    @SuppressWarnings("unchecked") // The type of a parameter is that of the method's argument.
    static <A, B, C, R> RowFunction of(
            Documentation documentation,
            Parameter<A> first,
            Parameter<B> second,
            Parameter<C> third,
            Result<R> result,
            Method3<A, B, C, R> method) {
        return new RowFunction(
                documentation,
                List.of(first, second, third),
                result,
                arguments -> method.call((A) arguments[0], (B) arguments[1], (C) arguments[2]));
    }

    @SuppressWarnings("unchecked") // The type of a parameter is that of the method's argument.
    static <A, B, C, D, R> RowFunction of(
            Documentation documentation,
            Parameter<A> first,
            Parameter<B> second,
            Parameter<C> third,
            Parameter<D> fourth,
            Result<R> result,
            Method4<A, B, C, D, R> method) {
        return new RowFunction(
                documentation,
                List.of(first, second, third, fourth),
                result,
                arguments -> method.call((A) arguments[0], (B) arguments[1], (C) arguments[2], (D) arguments[3]));
    }

    @Override
    public RowFunction named(String name) {
        return new RowFunction(documentation.named(name), parameters, result, method);
    }

    @Override
    public Expression over(List<Expression> arguments) {
        return new RowExpression(this, Sequences.asScala(arguments));
    }

    @Override
    public ExpressionInfo info() {
        return documentation.info(
                RowExpression.class,
                this,
                parameters.get(0).type().equals(ArgumentType.TEXT) ? "string_funcs" : "array_funcs");
    }
}
