package io.sparkdistill.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * A SQL function over many rows. Rows with a null argument do not count; over no rows at all it is null.
 *
 * @param start a tally for the first row
 * @param add adds a row to a tally
 * @param merge adds the second tally to the first
 * @param value what a tally amounts to
 * @param <S> the tally
 */
record TallyFunction<S extends Serializable>(
        Documentation documentation,
        List<Parameter<?>> parameters,
        Result<?> result,
        Start<S> start,
        Add<S> add,
        Merge<S> merge,
        Value<S> value)
        implements SqlFunction, Serializable {

    /** Makes the tally that the row with these arguments will be the first of. */
    interface Start<S> extends Serializable {
        S with(Object[] arguments);
    }

    /** Adds a row with these arguments. */
    interface Add<S> extends Serializable {
        void add(S tally, Object[] arguments);
    }

    /** Adds all that another tally has seen. */
    interface Merge<S> extends Serializable {
        void merge(S tally, S other);
    }

    /** The plain value of a tally with at least one row. */
    interface Value<S> extends Serializable {
        Object of(S tally);
    }

    @Override
    public Expression over(List<Expression> arguments) {
        return new TallyExpression<>(this, Sequences.asScala(arguments), 0, 0);
    }

    @Override
    public ExpressionInfo info() {
        return documentation.info(TallyExpression.class, this, "agg_funcs");
    }
}
