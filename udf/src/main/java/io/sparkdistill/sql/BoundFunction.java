package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/** A function bound to the types of its arguments: from Catalyst's values to Catalyst's value. Generated code calls it. */
public final class BoundFunction implements Serializable {
    private final RowFunction function;
    private final ArgumentType.Reader<?>[] readers;
    private final DataType resultType;

    BoundFunction(RowFunction function, List<DataType> types) {
        this.function = function;
        readers = readers(function, types);
        resultType = function.result().typing().of(types);
    }

    /**
     * The result for one row. A value that the function is not defined for is an {@link InvalidInputException} which names
     * the function.
     *
     * @param values Catalyst's values, one an argument, none of them null; changed by the call
     */
    public Object evaluate(Object[] values) {
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = readers[i].read(values[i]);
            }
            return function.result().write(function.method().call(values), resultType);
        } catch (InvalidInputException exception) {
            throw exception.during("evaluate " + function.name());
        }
    }

    /** How each argument is read. */
    static ArgumentType.Reader<?>[] readers(SqlFunction function, List<DataType> types) {
        ArgumentType.Reader<?>[] readers = new ArgumentType.Reader<?>[types.size()];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = function.parameters().get(i).type().reader(types.get(i));
        }
        return readers;
    }

    DataType resultType() {
        return resultType;
    }
}
