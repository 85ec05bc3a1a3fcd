package io.sparkdistill.jobs.export;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.quantization.NothingToQuantizeException;
import io.sparkdistill.quantization.OnnxQuantization;
import io.sparkdistill.serving.Input;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes a student as ONNX, which {@link Student} opens. */
final class OnnxFolder implements ExportFolder {
    private static final double LARGEST_INT8 = 0.75;

    private final Path folder;
    private final OnnxStudent student;
    private final List<CheckedExample> examples;
    private final float[][] logits;
    private Serving serving;

    /**
     * Prepares the folder.
     *
     * @param examples examples on which the exported student is compared with the student
     * @param reference computes the student's logits of examples
     */
    OnnxFolder(
            Path folder,
            OnnxStudent student,
            ExportFacts facts,
            List<CheckedExample> examples,
            Function<List<Input>, float[][]> reference) {
        this.folder = folder;
        this.student = student;
        this.examples = new ArrayList<>(examples);
        this.examples.add(CheckedExample.unlabeled(student.example().input()));
        this.logits = reference.apply(inputs());
        this.serving = Serving.of(student, facts);
    }

    private List<Input> inputs() {
        return examples.stream().map(CheckedExample::input).toList();
    }

    @Override
    public List<String> write() throws IOException {
        LogitsComparison check = writeModel();
        Files.writeString(folder.resolve(ServingProperties.FILE), ServingProperties.onnx());
        return List.of(Precision.FLOAT32.file() + ": " + check.summary(), int8Summary(writeInt8Model()));
    }

    private static String int8Summary(Optional<LogitsComparison> check) {
        if (check.isEmpty()) {
            return "no %s: the student is too small to gain by it".formatted(Precision.INT8.file());
        }
        return check.get().isAsGood()
                ? Precision.INT8.file() + ": " + check.get().summary()
                : "no %s: it would be worse than the student: %s"
                        .formatted(Precision.INT8.file(), check.get().summary());
    }

    /**
     * Writes the vocabulary, the description and the model in single precision, and compares it with the student.
     *
     * @throws io.sparkdistill.jobs.job.InputException if its logits differ from those of the student
     */
    LogitsComparison writeModel() throws IOException {
        if (student.vocabulary().isPresent()) {
            student.vocabulary().get().write(folder.resolve(Vocabulary.FILE));
        }
        Files.write(folder.resolve(Precision.FLOAT32.file()), student.model());
        describe(Precision.FLOAT32, logits[logits.length - 1]);
        try (Student exported = Student.open(folder)) {
            LogitsComparison check = compare(exported);
            ExportFolder.requireSame(check, "ONNX Runtime");
            return check;
        }
    }

    /**
     * Writes the model with weights of 8 bits beside that in single precision, unless it is worse than the student.
     *
     * @return the comparison with the student; empty for a student that gains nothing by it
     */
    Optional<LogitsComparison> writeInt8Model() throws IOException {
        Path file = folder.resolve(Precision.INT8.file());
        try {
            OnnxQuantization.Report report = OnnxQuantization.quantize(folder.resolve(Precision.FLOAT32.file()), file);
            if (report.quantizedBytes() > LARGEST_INT8 * report.bytes()) {
                Files.delete(file);
                return Optional.empty();
            }
        } catch (NothingToQuantizeException e) {
            return Optional.empty();
        }
        try (Student exported = Student.open(folder, Precision.INT8)) {
            LogitsComparison check = compare(exported);
            if (check.isAsGood()) {
                describe(
                        Precision.INT8,
                        exported.predict(student.example().input()).logits());
            } else {
                Files.delete(file);
            }
            return Optional.of(check);
        }
    }

    private LogitsComparison compare(Student exported) {
        float[][] found =
                exported.predict(inputs()).stream().map(Prediction::logits).toArray(float[][]::new);
        int[] labels = examples.stream().mapToInt(CheckedExample::label).toArray();
        return LogitsComparison.of(found, logits, labels);
    }

    /** Adds the logits of the example to the description. */
    private void describe(Precision precision, float[] exampleLogits) throws IOException {
        serving = serving.with(precision.file(), exampleLogits);
        serving.write(folder);
    }
}
