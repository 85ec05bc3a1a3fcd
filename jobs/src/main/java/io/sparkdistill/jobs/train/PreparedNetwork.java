package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.examples.EncodedExamples;
import io.sparkdistill.jobs.train.examples.InputEncoder;
import io.sparkdistill.jobs.train.examples.PretrainedVectors;
import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.jobs.train.examples.VocabularyBuilder;
import io.sparkdistill.jobs.train.rounds.DriverRounds;
import io.sparkdistill.jobs.train.rounds.PartitionRounds;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Network;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A prepared network is a network with initial parameters, together with its encoded training examples. Closing it
 * frees both.
 */
public final class PreparedNetwork implements AutoCloseable {
    private final EncodedExamples examples;
    private final Validation validation;
    private final LongFunction<StudentModel> models;
    private final StudentModel model;
    private final TrainerSettings settings;
    private final int pretrainedWords;

    private PreparedNetwork(
            EncodedExamples examples,
            Validation validation,
            LongFunction<StudentModel> models,
            TrainerSettings settings,
            int pretrainedWords) {
        this.examples = examples;
        this.validation = validation;
        this.models = models;
        this.model = models.apply(settings.seed());
        this.settings = settings;
        this.pretrainedWords = pretrainedWords;
    }

    /**
     * Prepares the network of a configuration.
     *
     * @param name of the student
     * @throws ConfigurationException if the student is not a network
     * @throws io.sparkdistill.jobs.job.InputException if there is no training example
     */
    public static PreparedNetwork of(JobContext context, SparkSession spark, String name) {
        DistillConfig config = context.config();
        Network network = config.student()
                .kind()
                .network()
                .orElseThrow(() -> new ConfigurationException(
                        "Cannot prepare a network: student.network names another kind of student: %s; name a network"
                                .formatted(config.student().kind().name())));
        return of(context, spark, name, config.train(), network, PretrainedVectors.of(context));
    }

    static PreparedNetwork of(
            JobContext context,
            SparkSession spark,
            String name,
            TrainConfig train,
            Network network,
            PretrainedVectors vectors) {
        DistillConfig config = context.config();
        StudentConfig student = config.student();
        TrainingData data = new TrainingData(context, spark);
        Dataset<Row> rows = data.require(name, train);
        boolean text = config.task().type() != TaskType.FEATURES;
        Dataset<Row> texts = data.vocabularyTexts(train, rows);
        VocabularyBuilder.Counted counted = text ? VocabularyBuilder.build(texts, student) : null;
        Vocabulary vocabulary = text ? counted.vocabulary() : null;
        Map<String, float[]> given = text ? vectors.of(texts, counted) : Map.of();
        LongFunction<StudentModel> models =
                text ? textModels(config, network, vocabulary, given) : featuresModels(config, network, rows);
        Initial initial = new Initial(text ? vocabulary.words() : List.of(), network.ngrams(), models, given.size());
        return of(context, spark, name, train, rows, initial);
    }

    /**
     * Prepares a network that goes on from the parameters and the vocabulary of another one.
     *
     * @param start which the prepared network closes
     */
    static PreparedNetwork from(
            StudentModel start, JobContext context, SparkSession spark, String name, TrainConfig train) {
        Dataset<Row> rows = new TrainingData(context, spark).require(name, train);
        int features = start.task().featureCount();
        int found = features == 0
                ? 0
                : Floats.array(rows.select(TransferSet.FEATURES).first(), 0).length;
        if (features != found) {
            start.close();
            throw new InputException(
                    "Cannot go on from the served student: it reads %d features instead of %d; set train.start = fresh"
                            .formatted(features, found));
        }
        List<String> words =
                start.encoder().map(encoder -> encoder.vocabulary().words()).orElse(List.of());
        return of(
                context,
                spark,
                name,
                train,
                rows,
                new Initial(words, start.network().ngrams(), seed -> start, 0));
    }

    /**
     * The initial state of a network.
     *
     * @param words of its vocabulary; none for features
     * @param ngrams that it reads beside words
     * @param models from a seed to a model with initial parameters
     * @param pretrainedWords number of words with a pretrained vector
     */
    private record Initial(
            List<String> words, HashedNgrams ngrams, LongFunction<StudentModel> models, int pretrainedWords) {}

    private static PreparedNetwork of(
            JobContext context,
            SparkSession spark,
            String name,
            TrainConfig train,
            Dataset<Row> rows,
            Initial initial) {
        DistillConfig config = context.config();
        TrainingData data = new TrainingData(context, spark);
        InputEncoder encoder = new InputEncoder.Words(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(new ArrayList<>(initial.words())),
                config.student().maxWords(),
                initial.ngrams());
        EncodedExamples examples = new EncodedExamples(
                spark, name, encoder, rows, data.validation(), train.stopping().validationLimit());
        TrainerSettings settings = TrainerSettings.of(train, train.seed(config.seed()), examples.hiddenWidth());
        Validation validation = new Validation(examples.validation(), data.reference(), examples.choice(train));
        return new PreparedNetwork(examples, validation, initial.models(), settings, initial.pretrainedWords());
    }

    private static LongFunction<StudentModel> textModels(
            DistillConfig config, Network network, Vocabulary vocabulary, Map<String, float[]> given) {
        int sentences = config.task().type().sentences();
        TextEncoder encoder = new TextEncoder(vocabulary, config.student().maxWords(), network.ngrams());
        int classes = config.task().classes();
        return seed -> StudentModel.forText(network, encoder, given, sentences, classes, seed);
    }

    private static LongFunction<StudentModel> featuresModels(DistillConfig config, Network network, Dataset<Row> rows) {
        int features = Floats.array(rows.select(TransferSet.FEATURES).first(), 0).length;
        int classes = config.task().classes();
        return seed -> StudentModel.forFeatures(network, features, classes, seed);
    }

    public StudentModel model() {
        return model;
    }

    /** Returns the initial parameters of the network with another seed. */
    float[][] initialParameters(long seed) {
        try (StudentModel other = models.apply(seed)) {
            return other.exportParameters();
        }
    }

    /** Returns all examples in one partition, for tasks that read every one of them. */
    JavaRDD<Shard> inOnePartition() {
        return examples.shards(1);
    }

    public TrainerSettings settings() {
        return settings;
    }

    /** The width of the teacher's hidden states; 0 if there are none. */
    int hiddenWidth() {
        return examples.hiddenWidth();
    }

    /** The number of words with a pretrained vector. */
    int pretrainedWords() {
        return pretrainedWords;
    }

    /** The number of tasks that can run at the same time. */
    int slots() {
        return examples.slots();
    }

    /** The number of examples per epoch. */
    public long count() {
        return examples.count();
    }

    public Validation validation() {
        return validation;
    }

    /** Returns a function from the number of an epoch, from 1, to its examples as the driver trainer reads them. */
    public IntFunction<Iterator<Example>> epochExamples() {
        return examples.epochExamples(settings.seed());
    }

    /** Returns the rounds of a training whose optimizer steps the driver takes. */
    public Rounds driverRounds() {
        return driverRounds(settings);
    }

    /** Returns such rounds of a training with other settings than those of the configuration, but the same seed. */
    Rounds driverRounds(TrainerSettings other) {
        return new DriverRounds(other, model, examples.epochExamples(other.seed()), examples.count());
    }

    /** Returns the rounds of a training whose optimizer steps the partitions take. */
    public Rounds partitionRounds(TrainConfig.Partitioning partitioning) {
        return partitionRounds(settings, partitioning);
    }

    /** Returns such rounds of a training with other settings than those of the configuration, but the same seed. */
    Rounds partitionRounds(TrainerSettings other, TrainConfig.Partitioning partitioning) {
        JavaRDD<Shard> shards = examples.shards(partitioning.partitions());
        return new PartitionRounds(other, model, shards, partitioning.localSteps());
    }

    @Override
    public void close() {
        model.close();
        examples.close();
    }
}
