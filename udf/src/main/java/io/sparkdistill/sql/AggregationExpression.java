package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;

/** Represents a call of an {@link AggregationFunction} in a query. */
public final class AggregationExpression<S> extends NaryAggregate<AggregationBuffer<S>>
        implements ImplicitCastInputTypes, Serializable {
    private final AggregationFunction<S> function;
    private final scala.collection.immutable.List<Expression> children;
    private final int mutableOffset;
    private final int inputOffset;
    private transient ArgumentType.Reader<?>[] readers;

    /**
     * Creates the call. Catalyst copies a node with this constructor: its parameters are the elements of the product.
     */
    public AggregationExpression(
            AggregationFunction<S> function,
            scala.collection.immutable.List<Expression> children,
            int mutableOffset,
            int inputOffset) {
        this.function = function;
        this.children = children;
        this.mutableOffset = mutableOffset;
        this.inputOffset = inputOffset;
    }

    @Override
    public AggregationBuffer<S> createAggregationBuffer() {
        return new AggregationBuffer<>();
    }

    @Override
    public AggregationBuffer<S> update(AggregationBuffer<S> buffer, InternalRow input) {
        Object[] arguments = new Object[children.size()];
        try {
            for (int i = 0; i < arguments.length; i++) {
                Object value = children.apply(i).eval(input);
                if (value == null) {
                    return buffer;
                }
                arguments[i] = readers()[i].read(value);
            }
            add(buffer, arguments);
            return buffer;
        } catch (InvalidInputException exception) {
            throw exception.during("evaluate " + function.name());
        }
    }

    private void add(AggregationBuffer<S> buffer, Object[] arguments) {
        if (buffer.accumulator == null) {
            buffer.accumulator = function.start().with(arguments);
        }
        function.add().add(buffer.accumulator, arguments);
    }

    @Override
    public AggregationBuffer<S> merge(AggregationBuffer<S> buffer, AggregationBuffer<S> other) {
        if (buffer.accumulator == null) {
            return other;
        }
        if (other.accumulator != null) {
            try {
                function.merge().merge(buffer.accumulator, other.accumulator);
            } catch (InvalidInputException exception) {
                throw exception.during("evaluate " + function.name());
            }
        }
        return buffer;
    }

    @Override
    public Object eval(AggregationBuffer<S> buffer) {
        return buffer.accumulator == null
                ? null
                : function.result().write(function.value().of(buffer.accumulator), dataType());
    }

    @Override
    public byte[] serialize(AggregationBuffer<S> buffer) {
        return buffer.toBytes(function.write());
    }

    @Override
    public AggregationBuffer<S> deserialize(byte[] bytes) {
        return AggregationBuffer.ofBytes(bytes, function.read());
    }

    @Override
    public scala.collection.immutable.List<Expression> children() {
        return children;
    }

    @Override
    Expression over(List<Expression> arguments) {
        return new AggregationExpression<>(function, Sequences.asScala(arguments), mutableOffset, inputOffset);
    }

    @Override
    public int mutableAggBufferOffset() {
        return mutableOffset;
    }

    @Override
    public int inputAggBufferOffset() {
        return inputOffset;
    }

    @Override
    public AggregationExpression<S> withNewMutableAggBufferOffset(int offset) {
        return new AggregationExpression<>(function, children, offset, inputOffset);
    }

    @Override
    public AggregationExpression<S> withNewInputAggBufferOffset(int offset) {
        return new AggregationExpression<>(function, children, mutableOffset, offset);
    }

    @Override
    public scala.collection.immutable.List<AbstractDataType> inputTypes() {
        return function.inputTypes();
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        return function.constants(Sequences.asJava(children))
                .orElseGet(ImplicitCastInputTypes.super::checkInputDataTypes);
    }

    @Override
    public DataType dataType() {
        return function.result().typing().of(types());
    }

    private List<DataType> types() {
        return Sequences.asJava(children).stream().map(Expression::dataType).toList();
    }

    private ArgumentType.Reader<?>[] readers() {
        if (readers == null) {
            readers = BoundFunction.readers(function, types());
        }
        return readers;
    }

    @Override
    public boolean nullable() {
        return true;
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
        return 4;
    }

    @Override
    public Object productElement(int index) {
        return List.of(function, children, mutableOffset, inputOffset).get(index);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof AggregationExpression;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AggregationExpression<?> that
                && function.equals(that.function)
                && children.equals(that.children)
                && mutableOffset == that.mutableOffset
                && inputOffset == that.inputOffset;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
