package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TeacherVectorsConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.TeacherWords;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.WordEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Makes initial word vectors from a language model. The driver computes the vectors of the words that the table {@link
 * TeacherWords} lacks for the model; {@link ReducedVectors} brings all of them to the size of the student.
 */
final class TeacherVectors {
    private static final String KEY = "student.teacher-vectors";
    private static final int WORDS_PER_TASK = 200;

    private final TeacherVectorsConfig config;
    private final int size;
    private final Output output;
    private final ModelStaging staging;

    /**
     * Names the vectors.
     *
     * @param size numbers per vector
     * @param output that has the table
     */
    TeacherVectors(TeacherVectorsConfig config, int size, Output output, Configuration hadoop) {
        this.config = config;
        this.size = size;
        this.output = output;
        this.staging = new ModelStaging(hadoop);
    }

    private ModelSource source() {
        ModelSource model =
                ModelSource.exported(config.format(), config.model()).text(config.tokenizer(), config.input());
        return new ModelSource(model.files(), model.options() + " words " + config.source(), model.spec());
    }

    /**
     * Checks that the files of the model exist.
     *
     * @return a text that differs for other files
     * @throws InputException if one cannot be read
     */
    String check() {
        try {
            return staging.version(source());
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s".formatted(KEY, e.getMessage()), e);
        }
    }

    /**
     * Returns vectors by word.
     *
     * @throws InputException if the model cannot be used, or has narrower vectors than the student
     */
    Map<String, float[]> of(SparkSession spark, VocabularyBuilder.Counted words) {
        StagedModel model = stage();
        // Several students of one process may need the same words at the same time.
        synchronized (TeacherVectors.class) {
            return of(spark, words, model);
        }
    }

    private Map<String, float[]> of(SparkSession spark, VocabularyBuilder.Counted words, StagedModel model) {
        Set<String> wanted = new TreeSet<>(words.counts().keySet());
        wanted.removeIf(word -> words.vocabulary().id(word).isEmpty());
        Dataset<Row> stored = stored(spark, model.spec().fingerprint(), wanted);
        Set<String> missing = new TreeSet<>(wanted);
        stored.select(TeacherWords.WORD).collectAsList().forEach(row -> missing.remove(row.getString(0)));
        if (!missing.isEmpty()) {
            add(spark, model, List.copyOf(missing));
            stored = stored(spark, model.spec().fingerprint(), wanted);
        }
        Map<String, Double> weights = new HashMap<>();
        double total = wanted.stream().mapToLong(words.counts()::get).sum();
        wanted.forEach(word -> weights.put(word, weight(words.counts().get(word) / total)));
        return new ReducedVectors(size, config.scale()).of(stored, weights);
    }

    private double weight(double share) {
        return config.sif().map(a -> a / (a + share)).orElse(1.0);
    }

    private StagedModel stage() {
        try {
            return staging.stage(source());
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s".formatted(KEY, e.getMessage()), e);
        }
    }

    /** Returns one row per word that is stored: a killed or repeated run may leave several. */
    private Dataset<Row> stored(SparkSession spark, String fingerprint, Set<String> words) {
        Dataset<Row> wanted =
                spark.createDataset(new ArrayList<>(words), Encoders.STRING()).toDF(TeacherWords.WORD);
        return output.read(spark, TeacherWords.TABLE, TeacherWords.SCHEMA)
                .where(col(TeacherWords.FINGERPRINT).equalTo(fingerprint))
                .join(wanted, TeacherWords.WORD)
                .groupBy(TeacherWords.WORD)
                .agg(min(TeacherWords.VECTOR).as(TeacherWords.VECTOR));
    }

    private void add(SparkSession spark, StagedModel model, List<String> words) {
        PyTorch.useThreads(Runtime.getRuntime().availableProcessors());
        List<Row> rows = new ArrayList<>();
        try (WordEncoder encoder = WordEncoder.open(model, config.source())) {
            float[][] vectors = encoder.encode(words);
            for (int i = 0; i < vectors.length; i++) {
                requireUsable(words.get(i), vectors[i]);
                rows.add(RowFactory.create(model.spec().fingerprint(), words.get(i), TeacherWords.bytes(vectors[i])));
            }
        } catch (IOException | IllegalStateException e) {
            throw new InputException("Cannot use %s: %s: %s".formatted(KEY, config.model(), e.getMessage()), e);
        }
        output.append(inOneFile(spark, rows), TeacherWords.TABLE);
    }

    /** Returns rows in one partition. Each task is given a slice of them, since Spark limits the size of a task. */
    private static Dataset<Row> inOneFile(SparkSession spark, List<Row> rows) {
        JavaRDD<Row> slices = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(rows, 1 + rows.size() / WORDS_PER_TASK);
        return spark.createDataFrame(slices, TeacherWords.SCHEMA).repartition(1);
    }

    private void requireUsable(String word, float[] vector) {
        if (vector.length < size) {
            throw new InputException(
                    "Cannot use %s: %s: its vectors have %d values, but embedding-size is %d; set it to %d or less"
                            .formatted(KEY, config.model(), vector.length, size, vector.length));
        }
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new InputException("Cannot use %s: %s: its vector of %s has a value that is not finite: %s"
                        .formatted(KEY, config.model(), word, value));
            }
        }
    }
}
