package io.sparkdistill.sql;

import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.DataType;

/**
 * A model function is a SQL function that runs a model on a text. Its parameters are the model, the text, and options;
 * all but the text must be constant.
 *
 * @param finder finds the model that the constant arguments name
 * @param outcome computes the result from the logits
 */
record ModelFunction(
        Documentation documentation, List<Parameter<?>> parameters, DataType resultType, Finder finder, Outcome outcome)
        implements SqlFunction, Serializable {
    /** The index of the text among the parameters. */
    static final int TEXT = 1;

    /** Finds a model by the arguments; that of the text is null. */
    interface Finder extends Serializable {
        ModelSource find(ModelStaging staging, List<Object> arguments) throws IOException;
    }

    /**
     * Creates the expression of the result from that of the logits: an array of {@code float}, one value per class, or
     * null.
     */
    interface Outcome extends Serializable {
        Expression of(Expression logits);
    }

    @Override
    public ModelFunction named(String name) {
        return new ModelFunction(documentation.named(name), parameters, resultType, finder, outcome);
    }

    @Override
    public Expression over(List<Expression> arguments) {
        return new ModelCall(this, Sequences.asScala(arguments));
    }

    @Override
    public ExpressionInfo info() {
        return documentation.info(ModelCall.class, this, "misc_funcs");
    }
}
