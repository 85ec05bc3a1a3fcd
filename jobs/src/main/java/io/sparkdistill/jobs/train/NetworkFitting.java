package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.StudentModel;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fits a network with new parameters, on the driver or on every partition. */
final class NetworkFitting implements Fitting {
    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final Network network;
    private final PretrainedVectors vectors;

    NetworkFitting(JobContext context, String name, TrainConfig train, Network network) {
        this.context = context;
        this.name = name;
        this.train = train;
        this.network = network;
        DistillConfig config = context.config();
        this.vectors = new PretrainedVectors(config.student().embeddings(), config.seed(), context.hadoop());
    }

    @Override
    public String check() {
        return vectors.check();
    }

    @Override
    public StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException {
        TrainingData data = new TrainingData(context, spark);
        Dataset<Row> rows = data.require(name, train);
        StudentConfig student = context.config().student();
        boolean text = context.config().task().type() != TaskType.FEATURES;
        Vocabulary vocabulary = text ? VocabularyBuilder.build(rows, student) : null;
        Map<String, float[]> given = text ? vectors.of(rows, vocabulary) : Map.of();
        Reading reading = new Reading.Words(
                JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .broadcast(text ? vocabulary.words() : List.of()),
                student.maxWords());
        try (EncodedExamples examples = new EncodedExamples(context, spark, name, reading, rows, data.validation());
                StudentModel model = text ? textModel(vocabulary, given) : featuresModel(rows)) {
            GradientTraining training = new GradientTraining(context.config(), name, train, examples.hiddenWidth());
            Rounds rounds = rounds(training.settings(), examples, model);
            training.announce(model, rounds.examples());
            if (!given.isEmpty()) {
                System.out.printf(
                        "%,d words start with a vector from %s%n",
                        given.size(), student.embeddings().source().name().toLowerCase(Locale.ROOT));
            }
            return training.fit(model, rounds, examples.validation(), folder);
        }
    }

    private Rounds rounds(TrainerSettings settings, EncodedExamples examples, StudentModel model) {
        return switch (train.trainer()) {
            case DRIVER -> new DriverRounds(settings, model, examples::epoch, examples.count());
            case PARTITION -> new PartitionRounds(
                    settings, model, examples.shards(train.partitions()), train.localSteps());
        };
    }

    private StudentModel textModel(Vocabulary vocabulary, Map<String, float[]> given) {
        DistillConfig config = context.config();
        int sentences = config.task().type() == TaskType.TEXT_PAIR ? 2 : 1;
        TextEncoder encoder = new TextEncoder(vocabulary, config.student().maxWords());
        return StudentModel.forText(
                network, encoder, given, sentences, config.task().classes(), config.seed());
    }

    private StudentModel featuresModel(Dataset<Row> rows) {
        int features = Floats.array(rows.select(TransferSet.FEATURES).first(), 0).length;
        return StudentModel.forFeatures(
                network,
                features,
                context.config().task().classes(),
                context.config().seed());
    }
}
