package io.sparkdistill.jobs.export;

import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.serving.Input;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Exports small students with random parameters. */
public final class ExportedStudents {
    private static final List<String> WORDS =
            List.of("<padding>", "<unknown>", "film", "good", "bad", "a", "not", "very", "long");

    private ExportedStudents() {}

    /** Exports a student of texts to a folder. */
    public static void ofText(Path folder, List<String> classes) throws IOException {
        TextEncoder encoder = new TextEncoder(Vocabulary.ofWords(WORDS), 20);
        Cnn network = new Cnn(WordVectors.tuned(8), List.of(1, 2), 6, 0);
        try (StudentModel student = StudentModel.forText(network, encoder, 1, classes.size(), 5)) {
            ofText(folder, student, encoder, classes);
        }
    }

    /** Exports a student of texts and of two classes to a folder. */
    public static void ofText(Path folder, StudentModel student, TextEncoder encoder) throws IOException {
        ofText(folder, student, encoder, List.of("0", "1"));
    }

    private static void ofText(Path folder, StudentModel student, TextEncoder encoder, List<String> classes)
            throws IOException {
        export(
                folder,
                student,
                classes,
                input -> new Example(encoder.encode(((Input.Text) input).text()), null, null, Example.UNLABELED, null));
    }

    /** Exports a logistic student of texts and of two classes to a folder. */
    public static void ofLogistic(Path folder, LogisticModel student) throws IOException {
        OnnxRuntime.engine();
        new OnnxFolder(
                        folder,
                        OnnxStudent.of(student),
                        new ExportFacts("0", List.of("0", "1"), List.of("tiny"), "1.0"),
                        List.of(),
                        inputs -> inputs.stream()
                                .map(input -> Words.split(((Input.Text) input).text()))
                                .map(words ->
                                        student.logits(student.shape().terms().indices(words, List.of())))
                                .toArray(float[][]::new))
                .write();
    }

    /** Exports a student of three features and three classes to a folder. */
    public static void ofFeatures(Path folder) throws IOException {
        try (StudentModel student = StudentModel.forFeatures(new Mlp(List.of(8), 0), 3, 3, 5)) {
            export(
                    folder,
                    student,
                    List.of("a", "b", "c"),
                    input -> new Example(null, null, ((Input.Features) input).values(), Example.UNLABELED, null));
        }
    }

    private static void export(Path folder, StudentModel student, List<String> classes, Function<Input, Example> encode)
            throws IOException {
        OnnxRuntime.engine();
        ExportFacts facts = new ExportFacts("0", classes, List.of("tiny"), "1.0");
        new OnnxFolder(
                        folder,
                        OnnxStudent.of(student),
                        facts,
                        List.of(),
                        inputs -> student.logits(inputs.stream().map(encode).toList()))
                .write();
    }
}
