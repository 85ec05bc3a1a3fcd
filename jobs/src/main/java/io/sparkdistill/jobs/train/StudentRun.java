package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.provenance.Output;
import io.sparkdistill.jobs.provenance.Provenance;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.network.StudentModel;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Fits one student, or finds it fitted, or goes on where a killed run stopped. */
final class StudentRun {
    private static final String TRAINING = "training.json";

    private final JobContext context;
    private final SparkSession spark;
    private final String name;
    private final TrainConfig train;
    private final PretrainedVectors vectors;
    private final Provenance provenance;

    /**
     * Prepares a run.
     *
     * @param name of the student and of its folder
     * @param source id of the table it is fitted to
     */
    StudentRun(JobContext context, SparkSession spark, String name, TrainConfig train, String source) {
        this.context = context;
        this.spark = spark;
        this.name = name;
        this.train = train;
        DistillConfig config = context.config();
        this.vectors = new PretrainedVectors(config.student().embeddings(), config.seed(), context.hadoop());
        Map<String, String> inputs = new TreeMap<>();
        inputs.put("source", source);
        inputs.put("task", config.task().toString());
        inputs.put("student", config.student().toString());
        inputs.put("embeddings", vectors.check());
        inputs.put("train", train.toString());
        inputs.put("seed", Long.toString(config.seed()));
        this.provenance = context.provenance(Verbs.TRAIN, inputs);
    }

    StudentSummary run() {
        Output output = context.output();
        if (output.isDone(name, provenance)) {
            return read();
        }
        output.reopen(name);
        JobContext.describe(spark, Verbs.TRAIN, "prepare the examples of " + name);
        TrainingData data = new TrainingData(context, spark);
        Dataset<Row> examples = data.examples(train);
        Vocabulary vocabulary =
                readsText() ? VocabularyBuilder.build(examples, context.config().student()) : null;
        Dataset<Row> encoded = encode(examples, vocabulary).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<Example> validation =
                    encode(data.validation(), vocabulary).orderBy(TransferSet.EXAMPLE_KEY).collectAsList().stream()
                            .map(Encoding::example)
                            .toList();
            Map<String, float[]> given = readsText() ? vectors.of(examples, vocabulary) : Map.of();
            return fit(encoded, vocabulary, given, validation);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the student: " + e.getMessage(), e);
        } finally {
            encoded.unpersist();
        }
    }

    private StudentSummary fit(
            Dataset<Row> encoded, Vocabulary vocabulary, Map<String, float[]> given, List<Example> validation)
            throws IOException {
        long examples = encoded.count();
        if (examples == 0) {
            throw new InputException("Cannot train %s: no example has %s; see the counts of augment and label"
                    .formatted(name, train.needsTeacher() ? "soft targets" : "a label"));
        }
        PyTorch.useThreads(
                train.threads() > 0 ? train.threads() : Runtime.getRuntime().availableProcessors());
        StudentFolder folder = new StudentFolder(context.output(), name, provenance.id());
        try (StudentModel model = model(encoded, vocabulary, given)) {
            print(model, examples);
            printVectors(given, vocabulary);
            TrainingProgress progress = folder.savingCheckpoints(TrainingProgress.on(System.out));
            TrainResult result = new DriverTrainer(settings(), folder.checkpoints(), progress)
                    .train(model, epoch -> epoch(encoded, epoch), examples, validation);
            StudentSummary summary = summary(model, examples, result);
            folder.save(model);
            write(summary);
            context.output().complete(name, provenance.with(Map.of("training", summary)));
            folder.deleteCheckpoints();
            return summary;
        }
    }

    private Iterator<Example> epoch(Dataset<Row> encoded, int epoch) {
        JobContext.describe(spark, Verbs.TRAIN, "%s, epoch %d".formatted(name, epoch));
        Iterator<Row> rows = encoded.orderBy(
                        TrainingData.order(context.config().seed(), epoch), col(TransferSet.EXAMPLE_KEY))
                .toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Example next() {
                return Encoding.example(rows.next());
            }
        };
    }

    private Dataset<Row> encode(Dataset<Row> examples, Vocabulary vocabulary) {
        List<String> words = vocabulary == null ? List.of() : vocabulary.words();
        Broadcast<List<String>> broadcast =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(words);
        StudentConfig student = context.config().student();
        return examples.map(new Encoding(broadcast, student.maxWords()), Encoders.row(Encoding.SCHEMA));
    }

    private StudentModel model(Dataset<Row> encoded, Vocabulary vocabulary, Map<String, float[]> given) {
        DistillConfig config = context.config();
        StudentConfig student = config.student();
        int classes = config.task().classes();
        if (vocabulary == null) {
            int features = Floats.array(encoded.select(TransferSet.FEATURES).first(), 0).length;
            return StudentModel.forFeatures(student.network(), features, classes, config.seed());
        }
        int sentences = config.task().type() == TaskType.TEXT_PAIR ? 2 : 1;
        TextEncoder encoder = new TextEncoder(vocabulary, student.maxWords());
        return StudentModel.forText(student.network(), encoder, given, sentences, classes, config.seed());
    }

    private boolean readsText() {
        return context.config().task().type() != TaskType.FEATURES;
    }

    private TrainerSettings settings() {
        return new TrainerSettings(
                train.epochs(),
                train.batchSize(),
                TrainerSettings.DEFAULT_WINDOW_BATCHES,
                train.patience(),
                context.config().seed(),
                train.weightedLoss(),
                train.optimizer(),
                train.clipping());
    }

    private void print(StudentModel model, long examples) {
        ParameterCount count = model.parameterCount();
        System.out.printf(
                "%nFitting %s (%s) to %,d examples: %,d parameters, %,d of them in word vectors%n",
                name, model.network().name(), examples, count.total(), count.embeddings());
    }

    private void printVectors(Map<String, float[]> given, Vocabulary vocabulary) {
        if (!given.isEmpty()) {
            System.out.printf(
                    "%,d of %,d words start with a vector from %s%n",
                    given.size(),
                    vocabulary.size(),
                    context.config().student().embeddings().source().name().toLowerCase(Locale.ROOT));
        }
    }

    private StudentSummary summary(StudentModel model, long examples, TrainResult result) {
        ParameterCount count = model.parameterCount();
        TrainingHistory history = result.history();
        return new StudentSummary(
                name, examples, count.embeddings(), count.others(), history.bestEpoch(), history.epochs());
    }

    private void write(StudentSummary summary) throws IOException {
        context.output()
                .writeBytes(
                        name + "/" + TRAINING,
                        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
        context.output().writeBytes(name + "/learning-curve.png", LearningCurve.png(summary));
    }

    private StudentSummary read() {
        try {
            return new ObjectMapper().readValue(context.output().readText(name + "/" + TRAINING), StudentSummary.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the training of " + name, e);
        }
    }
}
