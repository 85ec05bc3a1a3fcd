package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.config.TeacherVectorsConfig;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.WordEncoder;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;
import java.util.Optional;

/** Reads and checks the settings of the group {@code student.teacher-vectors}. */
final class TeacherVectorsReader {
    private TeacherVectorsReader() {}

    /**
     * Reads the settings, with the first teacher where they name no model.
     *
     * @return empty if there is a problem with the model
     */
    static Optional<TeacherVectorsConfig> read(Settings settings, List<TeacherConfig> teachers) {
        Optional<String> model = settings.optionalString("model");
        Optional<String> tokenizer = settings.optionalString("tokenizer");
        TextInput input =
                new TextInput(settings.integer("max-tokens", 3), settings.choices("inputs", TokenizerOutput.class));
        WordEncoder.Source source = settings.choice("source", WordEncoder.Source.class);
        Optional<Double> sif = settings.isSet("sif") ? Optional.of(settings.positive("sif")) : Optional.empty();
        double scale = settings.positive("scale");
        if (model.isPresent() != tokenizer.isPresent()) {
            settings.problem("tokenizer", "must be given if and only if student.teacher-vectors.model is given");
            return Optional.empty();
        }
        if (model.isPresent()) {
            Optional<ModelFormat> format = ModelFormat.of(model.get());
            if (format.isEmpty()) {
                settings.problem("model", "must be a TorchScript (.pt) or ONNX (.onnx) file: " + model.get());
            }
            return format.map(
                    known -> new TeacherVectorsConfig(known, model.get(), tokenizer.get(), input, source, sif, scale));
        }
        Optional<TeacherConfig> exported = teachers.stream()
                .findFirst()
                .filter(teacher ->
                        teacher.format().isPresent() && teacher.tokenizer().isPresent());
        if (exported.isEmpty()) {
            settings.problem(
                    "model",
                    "must be given with student.embeddings = teacher where the first teacher is no TorchScript or ONNX"
                            + " file with a tokenizer");
        }
        return exported.map(teacher -> new TeacherVectorsConfig(
                teacher.format().orElseThrow(),
                teacher.model(),
                teacher.tokenizer().orElseThrow(),
                new TextInput(teacher.maxTokens(), teacher.inputs()),
                source,
                sif,
                scale));
    }
}
