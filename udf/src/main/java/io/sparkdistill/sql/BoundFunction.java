package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * A bound function is a function that is bound to the types of its arguments. It maps values of Catalyst to a value of
 * Catalyst; generated code calls it.
 */
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
     * Evaluates the function for one row. A value outside its domain is an {@link InvalidInputException} that names the
     * function.
     *
     * @param values values of Catalyst, one per argument, none of them null; the call overwrites them
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

    /** Returns the reader of each argument. */
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
