package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Builds the vocabulary of a student from the texts of its training examples. */
public final class VocabularyBuilder {
    private static final String WORD = "value";
    private static final String COUNT = "count";

    private VocabularyBuilder() {}

    /**
     * A counted vocabulary knows how often each of its words occurs.
     *
     * @param counts number of occurrences in the texts, by word
     */
    public record Counted(Vocabulary vocabulary, Map<String, Long> counts) {}

    /** Counts the words of the texts and keeps the most frequent ones. */
    public static Counted build(Dataset<Row> examples, StudentConfig student) {
        Column text = col(TransferSet.TEXT);
        Column pair = col(TransferSet.TEXT_PAIR);
        Dataset<String> texts =
                examples.select(text).union(examples.select(pair)).na().drop().as(Encoders.STRING());
        FlatMapFunction<String, String> words = VocabularyBuilder::words;
        Iterator<Row> rows = texts.flatMap(words, Encoders.STRING())
                .groupBy(WORD)
                .agg(count(lit(1)).as(COUNT))
                .where(col(COUNT).geq(student.minCount()))
                .orderBy(col(COUNT).desc(), col(WORD))
                .limit(student.maxSize())
                .toLocalIterator();
        Map<String, Long> counts = new HashMap<>();
        rows.forEachRemaining(row -> counts.put(row.getString(0), row.getLong(1)));
        if (counts.isEmpty()) {
            throw new InputException(
                    ("Cannot build the student's vocabulary: no word of its training texts occurs at least"
                                    + " student.vocabulary.min-count = %d times; lower it, or add texts")
                            .formatted(student.minCount()));
        }
        return new Counted(Vocabulary.of(counts, student.minCount(), student.maxSize()), Map.copyOf(counts));
    }

    private static Iterator<String> words(String text) {
        return Words.split(text).iterator();
    }
}
