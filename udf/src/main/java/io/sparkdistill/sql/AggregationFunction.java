package io.sparkdistill.sql;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
 * @param write writes a tally for a shuffle
 * @param read reads what {@code write} wrote
 * @param <S> the tally
 */
record AggregationFunction<S>(
        Documentation documentation,
        List<Parameter<?>> parameters,
        Result<?> result,
        Start<S> start,
        Add<S> add,
        Merge<S> merge,
        Value<S> value,
        Write<S> write,
        Read<S> read)
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

    /** Writes a tally with at least one row. */
    interface Write<S> extends Serializable {
        void write(S tally, DataOutput out) throws IOException;
    }

    /** Reads a tally. */
    interface Read<S> extends Serializable {
        S read(DataInput in) throws IOException;
    }

    @Override
    public AggregationFunction<S> named(String name) {
        return new AggregationFunction<>(
                documentation.named(name), parameters, result, start, add, merge, value, write, read);
    }

    @Override
    public Expression over(List<Expression> arguments) {
        return new AggregationExpression<>(this, Sequences.asScala(arguments), 0, 0);
    }

    @Override
    public ExpressionInfo info() {
        return documentation.info(AggregationExpression.class, this, "agg_funcs");
    }
}
