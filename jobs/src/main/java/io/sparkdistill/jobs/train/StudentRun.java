package io.sparkdistill.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.provenance.Output;
import io.sparkdistill.jobs.provenance.Provenance;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.network.StudentModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

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
        try (EncodedExamples examples = EncodedExamples.prepare(context, spark, name, train, vectors)) {
            return fit(examples);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the student: " + e.getMessage(), e);
        }
    }

    private StudentSummary fit(EncodedExamples examples) throws IOException {
        PyTorch.useThreads(
                train.threads() > 0 ? train.threads() : Runtime.getRuntime().availableProcessors());
        StudentFolder folder = new StudentFolder(context.output(), name, provenance.id());
        try (StudentModel model = examples.newModel()) {
            Rounds rounds = rounds(examples, model);
            print(model, rounds.examples(), examples.vectors());
            TrainResult result = new Trainer(settings(), folder.checkpoints(), TrainingProgress.on(System.out))
                    .train(model, rounds, examples.validation());
            StudentSummary summary = summary(model, rounds.examples(), result);
            folder.save(model);
            write(summary);
            context.output().complete(name, provenance.with(Map.of("training", summary)));
            folder.deleteCheckpoints();
            return summary;
        }
    }

    private Rounds rounds(EncodedExamples examples, StudentModel model) {
        return switch (train.trainer()) {
            case DRIVER -> new DriverRounds(settings(), model, examples::epoch, examples.count());
            case PARTITION -> new PartitionRounds(
                    settings(), model, examples.shards(train.partitions()), train.localSteps());
        };
    }

    private TrainerSettings settings() {
        return new TrainerSettings(
                train.epochs(),
                train.batchSize(),
                TrainerSettings.DEFAULT_WINDOW_BATCHES,
                train.patience(),
                context.config().seed(),
                train.loss().loss(),
                train.optimizer(),
                train.schedule(),
                train.clipping());
    }

    private void print(StudentModel model, long examples, int vectors) {
        ParameterCount count = model.parameterCount();
        System.out.printf(
                "%nFitting %s (%s) to %,d examples: %,d parameters, %,d of them in word vectors%n",
                name, model.network().name(), examples, count.total(), count.embeddings());
        if (vectors > 0) {
            System.out.printf(
                    "%,d words start with a vector from %s%n",
                    vectors,
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
