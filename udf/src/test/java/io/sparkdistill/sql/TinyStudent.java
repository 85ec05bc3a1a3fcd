package io.sparkdistill.sql;

import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** A real student of three classes in a folder, and what it answers when it is asked without Spark, text by text. */
final class TinyStudent {
    private static final Map<Path, Map<String, float[]>> ANSWERS = new ConcurrentHashMap<>();

    private TinyStudent() {}

    static void write(Path folder) throws IOException {
        List<String> words = List.of("<padding>", "<unknown>", "good", "bad", "film");
        try (StudentModel student = StudentModel.forText(
                new BiLstm(WordVectors.tuned(4), 4, 4, 0, Pooling.MAX),
                new TextEncoder(Vocabulary.ofWords(words), 16),
                1,
                3,
                7)) {
            // Large weights, so that texts differ in their classes.
            float[][] parameters = student.exportParameters();
            for (float[] values : parameters) {
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 8;
                }
            }
            student.importParameters(parameters);
            student.save(folder);
        }
    }

    /** Its logits of a text, asked alone. */
    static synchronized float[] logits(Path folder, String text) {
        return ANSWERS.computeIfAbsent(folder, key -> new ConcurrentHashMap<>()).computeIfAbsent(text, key -> {
            try (StudentModel student = StudentModel.load(folder)) {
                int[] words = student.encoder().orElseThrow().encode(text);
                return student.logits(List.of(new Example(words, null, null, Example.UNLABELED, null)))[0];
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        });
    }

    /** Registers a function of Java that asks about each row alone: null for a text that is null or blank. */
    static void registerTruth(SparkSession session, Path folder) {
        String student = folder.toString();
        session.udf()
                .register(
                        "truth",
                        (UDF1<String, Integer>)
                                text -> text == null || text.isBlank() ? null : predictedClass(Path.of(student), text),
                        DataTypes.IntegerType);
    }

    private static int predictedClass(Path folder, String text) {
        float[] logits = logits(folder, text);
        int largest = 0;
        for (int i = 1; i < logits.length; i++) {
            largest = logits[i] > logits[largest] ? i : largest;
        }
        return largest;
    }
}
