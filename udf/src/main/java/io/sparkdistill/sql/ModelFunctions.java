package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Defines the functions that run a teacher or a student. */
final class ModelFunctions {
    private static final String BATCHES = " Every executor loads the model once and runs it on batches of rows."
            + " A condition in WHERE reduces these rows; a CASE or IF around the call does not. The result is null where the text is null or blank, has no"
            + " token, or where a logit is not finite; with spark.distill.sql.strict=true all but the first is an error.";
    private static final String EXAMPLE_RESULT = "[-2.5,3.1]";

    static final DataType LOGITS = DataTypes.createArrayType(DataTypes.FloatType, false);
    private static final Parameter<String> TEXT = Parameter.text("text", "a sentence");
    private static final Parameter<String> STUDENT = Parameter.text(
                    "student",
                    "an output folder, which stands for the student of its served run, or the folder of a student,"
                            + " on any file system that Hadoop reads")
            .constant();
    /** The finder of students. It is a single object, because calls with the same finder share a model. */
    private static final ModelFunction.Finder FIND_STUDENT = ModelFunctions::student;

    static final ModelFunction STUDENT_LOGITS = new ModelFunction(
            Documentation.of("student_logits", "Returns a student's logits of the text, one per class." + BATCHES)
                    .example("SELECT _FUNC_('out', 'not a bad film')", EXAMPLE_RESULT),
            List.of(STUDENT, TEXT),
            LOGITS,
            FIND_STUDENT,
            logits -> logits);

    static final List<SqlFunction> ALL = List.of(
            new ModelFunction(
                    Documentation.of(
                                    "teacher_logits",
                                    "Returns a teacher's logits of the text, one per class." + BATCHES)
                            .example("SELECT _FUNC_('/models/bert', 'not a bad film')", EXAMPLE_RESULT),
                    List.of(
                            Parameter.text(
                                            "model",
                                            "a TorchScript or ONNX file with a tokenizer.json beside it, the folder of model.pt or "
                                                    + "model.onnx and tokenizer.json, or a student that teaches, named as for student_logits")
                                    .constant(),
                            TEXT,
                            Parameter.integer("max_tokens", "to which a text is cut, not for a student")
                                    .constant()
                                    .or(128),
                            Parameter.text("inputs", "what the model takes, in order, not for a student")
                                    .constant()
                                    .or("input_ids,attention_mask,token_type_ids")),
                    LOGITS,
                    ModelFunctions::teacher,
                    logits -> logits),
            STUDENT_LOGITS,
            new ModelFunction(
                    Documentation.of(
                                    "student_class",
                                    "Returns the class of a student's largest logit, from 0." + BATCHES)
                            .example("SELECT _FUNC_('out', 'not a bad film')", "1"),
                    List.of(STUDENT, TEXT),
                    DataTypes.IntegerType,
                    FIND_STUDENT,
                    logits -> ProbabilityFunctions.PREDICTED_CLASS.over(List.of(logits))));

    private ModelFunctions() {}

    private static ModelSource student(ModelStaging staging, List<Object> arguments) throws IOException {
        String folder = (String) arguments.get(0);
        return staging.student(folder, folder, ModelSpec.ANY_CLASSES);
    }

    private static ModelSource teacher(ModelStaging staging, List<Object> arguments) throws IOException {
        return teacher(
                staging,
                (String) arguments.get(0),
                ModelSpec.ANY_CLASSES,
                () -> new TextInput((int) arguments.get(2), inputs((String) arguments.get(3))));
    }

    private static ModelSource teacher(ModelStaging staging, String path, int classes, Supplier<TextInput> input)
            throws IOException {
        Optional<ModelFormat> named = ModelFormat.of(path);
        if (named.isPresent()) {
            return exported(named.get(), path, path, classes, input.get());
        }
        for (ModelFormat format : ModelFormat.values()) {
            String model = path + "/" + format.file();
            if (staging.exists(model)) {
                return exported(format, model, path, classes, input.get());
            }
        }
        return staging.student(path, path, classes);
    }

    private static ModelSource exported(ModelFormat format, String model, String name, int classes, TextInput input) {
        String tokenizer = new Path(new Path(model).getParent(), TextModelSpec.TOKENIZER).toString();
        return ModelSource.exported(format, model).name(name).classes(classes).text(tokenizer, input);
    }

    /**
     * Finds the teacher of a cascade by a path, a text and a student.
     *
     * @throws InvalidInputException if another model is in that path
     */
    static ModelSource askedTeacher(ModelStaging staging, List<Object> arguments) throws IOException {
        String path = (String) arguments.get(0);
        AskedTeacher asked = staging.cascade((String) arguments.get(2)).teacher();
        ModelSource source = teacher(staging, path, asked.classes(), () -> input(path, asked));
        // A teacher whose hidden states were stored has the same logits without them.
        if (!is(asked, staging, source) && !is(asked, staging, source.withHidden())) {
            throw notTheTeacher(path, asked);
        }
        return source;
    }

    private static boolean is(AskedTeacher asked, ModelStaging staging, ModelSource source) throws IOException {
        return staging.stage(source).spec().fingerprint().equals(asked.fingerprint());
    }

    private static TextInput input(String path, AskedTeacher asked) {
        if (asked.maxTokens() == null) {
            throw notTheTeacher(path, asked);
        }
        return new TextInput(asked.maxTokens(), inputs(String.join(",", asked.inputs())));
    }

    private static InvalidInputException notTheTeacher(String path, AskedTeacher asked) {
        return new InvalidInputException(
                "find the teacher of a cascade",
                "%s is not the model %s that the cascade was fitted with; name its file, or run `cascade` for this model"
                        .formatted(path, asked.name()));
    }

    private static List<TokenizerOutput> inputs(String names) {
        try {
            return Arrays.stream(names.split(",", -1))
                    .map(name -> TokenizerOutput.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                    .toList();
        } catch (IllegalArgumentException e) {
            String supported = Arrays.toString(TokenizerOutput.values()).toLowerCase(Locale.ROOT);
            throw new InvalidInputException("read inputs", "inputs must be some of " + supported + ": " + names);
        }
    }
}
