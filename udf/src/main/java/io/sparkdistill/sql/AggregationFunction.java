package io.sparkdistill.sql;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * An aggregate function is a SQL function over many rows. Rows with a null argument are ignored; without rows the
 * result is null.
 *
 * @param start creates an accumulator for the first row
 * @param add adds a row to an accumulator
 * @param merge adds the second accumulator to the first
 * @param value computes the value of an accumulator
 * @param write writes an accumulator for a shuffle
 * @param read reads what {@code write} has written
 * @param <S> type of the accumulator
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

    /** Creates the accumulator whose first row has these arguments. */
    interface Start<S> extends Serializable {
        S with(Object[] arguments);
    }

    /** Adds a row with these arguments. */
    interface Add<S> extends Serializable {
        void add(S accumulator, Object[] arguments);
    }

    /** Adds the rows of another accumulator. */
    interface Merge<S> extends Serializable {
        void merge(S accumulator, S other);
    }

    /** Computes the value of an accumulator with at least one row. */
    interface Value<S> extends Serializable {
        Object of(S accumulator);
    }

    /** Writes an accumulator with at least one row. */
    interface Write<S> extends Serializable {
        void write(S accumulator, DataOutput out) throws IOException;
    }

    /** Reads an accumulator. */
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
