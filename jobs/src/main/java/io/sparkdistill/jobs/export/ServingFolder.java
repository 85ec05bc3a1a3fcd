package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.export.OnnxExport;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.quantization.NothingToQuantizeException;
import io.sparkdistill.quantization.OnnxQuantization;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Manages a folder of this machine that an exported student is written to and checked in. */
final class ServingFolder {
    private static final double TOLERANCE = 1e-5;
    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private final Path folder;
    private final StudentModel student;
    private final List<CheckedExample> examples;
    private final float[][] logits;
    private Serving serving;

    /**
     * Writes the description and the vocabulary of a student.
     *
     * @param provenance id of the student
     * @param examples examples on which the exported student is compared with the student
     */
    ServingFolder(
            Path folder, StudentModel student, String provenance, List<String> classes, List<CheckedExample> examples)
            throws IOException {
        this.folder = folder;
        this.student = student;
        ServingExample example = ServingExample.of(student);
        this.examples = new ArrayList<>(examples);
        this.examples.add(CheckedExample.unlabeled(example.input()));
        this.logits = student.logits(this.examples.stream()
                .map(each -> CheckedExample.encode(each.input(), student))
                .toList());
        this.serving = Serving.of(student, provenance, classes, example);
        if (student.encoder().isPresent()) {
            student.encoder().get().vocabulary().write(folder.resolve(Vocabulary.FILE));
        }
    }

    /**
     * Writes the model in single precision, and compares it with the student.
     *
     * @throws InputException if its logits differ from those of the student
     */
    LogitsComparison writeModel() throws IOException {
        Files.write(folder.resolve(Precision.FLOAT32.file()), OnnxExport.of(student));
        describe(Precision.FLOAT32, logits[logits.length - 1]);
        try (Student exported = Student.open(folder)) {
            LogitsComparison check = compare(exported);
            if (!(check.difference() <= TOLERANCE)) {
                throw new InputException(
                        "Cannot export the student: ONNX Runtime gives other logits than the student: %s; at most %.0e is allowed; please report it"
                                .formatted(check.summary(), TOLERANCE));
            }
            return check;
        }
    }

    /**
     * Writes the model with weights of 8 bits beside that in single precision, unless it is worse than the student.
     *
     * @return the comparison with the student; empty for a student that is too small to be quantized
     */
    Optional<LogitsComparison> writeInt8Model() throws IOException {
        Path file = folder.resolve(Precision.INT8.file());
        try {
            OnnxQuantization.quantize(folder.resolve(Precision.FLOAT32.file()), file);
        } catch (NothingToQuantizeException e) {
            return Optional.empty();
        }
        try (Student exported = Student.open(folder, Precision.INT8)) {
            LogitsComparison check = compare(exported);
            if (check.isAsGood()) {
                describe(
                        Precision.INT8,
                        exported.predict(serving.example().input()).logits());
            } else {
                Files.delete(file);
            }
            return Optional.of(check);
        }
    }

    private LogitsComparison compare(Student exported) {
        float[][] found = exported
                .predict(examples.stream().map(CheckedExample::input).toList())
                .stream()
                .map(Prediction::logits)
                .toArray(float[][]::new);
        int[] labels = examples.stream().mapToInt(CheckedExample::label).toArray();
        return LogitsComparison.of(found, logits, labels);
    }

    /** Adds the logits of the example to the description. */
    private void describe(Precision precision, float[] exampleLogits) throws IOException {
        serving = serving.with(serving.example().with(precision.file(), exampleLogits));
        Files.write(folder.resolve(Student.DESCRIPTION), JSON.writeValueAsBytes(serving));
    }
}
