package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.config.EmbeddingsConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.feature.Word2Vec;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Provides the initial word vectors of a student: from a file, trained by word2vec, or made from a teacher. */
public final class PretrainedVectors {
    private static final String WORDS = "words";
    /** The most texts per partition of word2vec, which holds them in memory. */
    private static final int MOST_TEXTS = 5_000_000;

    private final EmbeddingsConfig config;
    private final long seed;
    private final Output output;
    private final Configuration hadoop;

    /**
     * Creates the vectors of a configuration.
     *
     * @param seed of word2vec
     * @param output whose table keeps the vectors of models
     */
    public PretrainedVectors(EmbeddingsConfig config, long seed, Output output, Configuration hadoop) {
        this.config = config;
        this.seed = seed;
        this.output = output;
        this.hadoop = hadoop;
    }

    /** Returns the vectors of the student of a configuration. */
    public static PretrainedVectors of(JobContext context) {
        return new PretrainedVectors(
                context.config().student().embeddings(), context.config().seed(), context.output(), context.hadoop());
    }

    /**
     * Checks the files of vectors or of a model before Spark starts.
     *
     * @return a text that differs for other files; empty if the vectors come from no file
     */
    public String check() {
        return switch (config.source()) {
            case RANDOM, WORD2VEC -> "";
            case FILE -> new VectorFile(config.file().orElseThrow(), config.size(), hadoop).check();
            case TEACHER -> teacher().check();
        };
    }

    private TeacherVectors teacher() {
        return new TeacherVectors(config.teacher().orElseThrow(), config.size(), output, hadoop);
    }

    /**
     * Returns vectors by word. Some words of the vocabulary may have none.
     *
     * @param examples whose texts word2vec is trained on
     */
    public Map<String, float[]> of(Dataset<Row> examples, VocabularyBuilder.Counted words) {
        Vocabulary vocabulary = words.vocabulary();
        return switch (config.source()) {
            case RANDOM -> Map.of();
            case FILE -> new VectorFile(config.file().orElseThrow(), config.size(), hadoop)
                    .read(word -> vocabulary.id(word).isPresent());
            case WORD2VEC -> word2Vec(examples, vocabulary);
            case TEACHER -> teacher().of(examples.sparkSession(), words);
        };
    }

    /** Trains word2vec. Source: Mikolov et al. (2013), skip-gram with hierarchical softmax, implemented by MLlib. */
    private Map<String, float[]> word2Vec(Dataset<Row> examples, Vocabulary vocabulary) {
        FlatMapFunction<Row, String> sentences =
                row -> Stream.of(row.<String>getAs(TransferSet.TEXT), row.<String>getAs(TransferSet.TEXT_PAIR))
                        .filter(Objects::nonNull)
                        .map(text -> String.join(" ", Words.split(text)))
                        .iterator();
        // Sorted, so that the vectors do not depend on the order of the rows.
        Column hash = xxhash64(col(TransferSet.EXAMPLE_KEY));
        Dataset<Row> ordered = HashSample.smallest(examples, hash, (long) MOST_TEXTS * config.partitions())
                .repartition(config.partitions(), col(TransferSet.EXAMPLE_KEY))
                .sortWithinPartitions(TransferSet.EXAMPLE_KEY)
                .flatMap(sentences, Encoders.STRING())
                .select(split(col("value"), " ").as(WORDS));
        List<Row> vectors = new Word2Vec()
                .setInputCol(WORDS)
                .setVectorSize(config.size())
                .setWindowSize(config.window())
                .setMaxIter(config.iterations())
                .setNumPartitions(config.partitions())
                .setMinCount(1)
                .setSeed(seed)
                .fit(ordered)
                .getVectors()
                .collectAsList();
        Map<String, float[]> byWord = new HashMap<>();
        for (Row row : vectors) {
            if (vocabulary.id(row.getString(0)).isPresent()) {
                byWord.put(row.getString(0), floats(row.getAs(1)));
            }
        }
        return byWord;
    }

    private static float[] floats(Vector vector) {
        float[] floats = new float[vector.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector.apply(i);
        }
        return floats;
    }
}
