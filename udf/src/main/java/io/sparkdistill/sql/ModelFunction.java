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
 * A SQL function that asks a model about a text. Its parameters are the model, the text, and options; all but the text
 * must be constant.
 *
 * @param finder where the model lies that the constant arguments name
 * @param answer Catalyst's value of the result, from the logits
 */
record ModelFunction(
        Documentation documentation, List<Parameter<?>> parameters, DataType resultType, Finder finder, Answer answer)
        implements SqlFunction, Serializable {
    /** Place of the text among the parameters. */
    static final int TEXT = 1;

    /** Finds a model by the arguments; that of the text is null. */
    interface Finder extends Serializable {
        ModelSource find(ModelStaging staging, List<Object> arguments) throws IOException;
    }

    /** Makes the result from one logit a class. */
    interface Answer extends Serializable {
        Object of(float[] logits);
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
