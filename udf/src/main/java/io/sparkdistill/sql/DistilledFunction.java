package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The distilled function gives the class of the student and the teacher of one output folder. Its call is that of
 * {@link CascadeFunction}, with the model that the cascade was fitted with as the teacher.
 */
record DistilledFunction(Documentation documentation) implements SqlFunction {
    private static final Parameter<String> TEXT = Parameter.text("text", "a sentence");
    private static final Parameter<String> OUTPUT = Parameter.text(
                    "output", "an output folder, for which `pipeline` was run with cascade.enabled = true")
            .constant();

    static final DistilledFunction CLASS = new DistilledFunction(Documentation.of(
                    "distilled_class",
                    "Returns the class of the served student of an output folder where its margin is large enough, and that of its"
                            + " teacher in all other rows, as cascade_class does; the cascade knows its teacher. The result is null"
                            + " where an argument is null, or where the teacher has no logits.")
            .example("SELECT _FUNC_('not a bad film', 'out')", "1")
            .example("SELECT _FUNC_('not a bad film', 'out', 0.95)", "1"));

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(TEXT, OUTPUT, CascadeFunction.TARGET);
    }

    @Override
    public DistilledFunction named(String name) {
        return new DistilledFunction(documentation.named(name));
    }

    @Override
    public ExpressionInfo info() {
        return documentation.info(ModelCall.class, this, "misc_funcs");
    }

    @Override
    public Expression over(List<Expression> arguments) {
        requireConstants(arguments);
        Expression output = arguments.get(1);
        Object folder = output.eval(null);
        UTF8String teacher = folder == null ? null : UTF8String.fromString(teacher(folder.toString()));
        return CascadeFunction.CLASS
                .named(name())
                .over(List.of(
                        output, Literal.create(teacher, DataTypes.StringType), arguments.get(0), arguments.get(2)));
    }

    private String teacher(String output) {
        AskedTeacher asked;
        try {
            asked = SqlModels.staging(SparkSession.active().sparkContext())
                    .cascade(output)
                    .teacher();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "call " + name(),
                    "%s; to distill: spark-distill pipeline --config FILE --set output=%s --set cascade.enabled=true"
                            .formatted(e.getMessage(), output),
                    e);
        }
        if (asked.model() == null) {
            throw new InvalidInputException(
                    "call " + name(),
                    "SQL cannot run the teacher %s of %s, which is no model in a file or folder; answer the table by: spark-distill answer --config FILE"
                            .formatted(asked.name(), output));
        }
        return asked.model();
    }
}
