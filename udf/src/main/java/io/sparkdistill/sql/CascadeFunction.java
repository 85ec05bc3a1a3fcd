package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Predictions;
import io.sparkdistill.teacher.FittedCascade;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;

/**
 * The cascade function gives the class of a student, or that of its teacher where the student's logit margin is below the
 * threshold of its cascade. Its call is an expression of two model calls: the text of the second is null where the
 * student answers, so the teacher processes the other rows only.
 */
record CascadeFunction(Documentation documentation) implements SqlFunction {
    private static final Parameter<String> STUDENT = Parameter.text(
                    "student", "an output folder, or the folder of a student in a run, for which `cascade` was run")
            .constant();
    private static final Parameter<String> TEACHER = Parameter.text(
                    "teacher", "the teacher that the cascade was fitted with, named as for teacher_logits")
            .constant();
    private static final Parameter<String> TEXT = Parameter.text("text", "a sentence");
    /** Stands for a target that is left out. */
    private static final double STORED = 0;

    static final Parameter<Double> TARGET = Parameter.number(
                    "target", "the share of right answers, above 0 and below 1, or 0 for that of the configuration")
            .constant()
            .or(STORED);

    static final CascadeFunction CLASS = new CascadeFunction(Documentation.of(
                    "cascade_class",
                    "Returns the class of a student where its margin is large enough, and that of its teacher in all other rows, so"
                            + " that the share of right answers is at least the target. The teacher processes these other rows only."
                            + " The result is null where an argument is null, or where the teacher has no logits.")
            .example("SELECT _FUNC_('out', '/models/bert', 'not a bad film')", "1")
            .example("SELECT _FUNC_('out', '/models/bert', 'not a bad film', 0.95)", "1"));

    private static final RowFunction THRESHOLD =
            RowFunction.of(CLASS.documentation, STUDENT, TEACHER, TARGET, Result.NUMBER, CascadeFunction::threshold);
    private static final RowFunction LOGIT_MARGIN = RowFunction.of(
            CLASS.documentation,
            Parameter.vector("logits", "a model's outputs before the softmax"),
            Result.NUMBER,
            Predictions::logitMargin);
    private static final ModelFunction ASKED = new ModelFunction(
            CLASS.documentation,
            List.of(TEACHER, TEXT, STUDENT),
            ModelFunctions.LOGITS,
            ModelFunctions::askedTeacher,
            logits -> logits);

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(STUDENT, TEACHER, TEXT, TARGET);
    }

    @Override
    public CascadeFunction named(String name) {
        return new CascadeFunction(documentation.named(name));
    }

    @Override
    public ExpressionInfo info() {
        return documentation.info(ModelCall.class, this, "misc_funcs");
    }

    @Override
    public Expression over(List<Expression> arguments) {
        Expression student = arguments.get(0);
        Expression teacher = arguments.get(1);
        Expression text = arguments.get(2);
        check(arguments);
        Expression threshold = THRESHOLD.over(List.of(student, teacher, arguments.get(3)));
        Expression logits = ModelFunctions.STUDENT_LOGITS.over(List.of(student, text));
        Expression unsure = new LessThan(LOGIT_MARGIN.over(List.of(logits)), threshold);
        // A row for which the student has no logits is one for the teacher.
        Expression asked = new And(
                new IsNotNull(threshold),
                new Coalesce(Sequences.asScala(List.of(unsure, Literal.create(true, DataTypes.BooleanType)))));
        Expression askedText = new If(asked, text, Literal.create(null, text.dataType()));
        Expression answer =
                new If(asked, predicted(ASKED.over(List.of(teacher, askedText, student))), predicted(logits));
        return new If(new IsNotNull(threshold), answer, Literal.create(null, DataTypes.IntegerType));
    }

    private static Expression predicted(Expression logits) {
        return ProbabilityFunctions.PREDICTED_CLASS.over(List.of(logits));
    }

    private void check(List<Expression> arguments) {
        requireConstants(arguments);
        if (!arguments.get(2).deterministic()) {
            throw new InvalidInputException(
                    "call " + name(),
                    "its text must be deterministic, because both models read it: %s; compute it in a subquery first"
                            .formatted(arguments.get(2).sql()));
        }
    }

    /** Replaces the thresholds in a plan by their values, which are read on the driver each time a query is planned. */
    static LogicalPlan fold(LogicalPlan plan) {
        return plan.mapChildren(CascadeFunction::fold).mapExpressions(CascadeFunction::fold);
    }

    private static Expression fold(Expression expression) {
        return expression instanceof RowExpression row && row.function().equals(THRESHOLD)
                ? Literal.create(row.eval(null), DataTypes.DoubleType)
                : expression.mapChildren(CascadeFunction::fold);
    }

    private static Double threshold(String student, String teacher, double target) {
        try {
            FittedCascade cascade =
                    SqlModels.staging(SparkSession.active().sparkContext()).cascade(student);
            return cascade.require(target == STORED ? cascade.target() : target).margin();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "read a cascade", "unreadable student %s: %s".formatted(student, e.getMessage()), e);
        }
    }
}
