package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.train.examples.PretrainedVectors;
import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.network.Network;
import io.sparkdistill.student.StudentModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Trains several networks in parallel, each in one task of Spark on all examples. Students that are up to date are
 * skipped. The networks differ in their seeds only, and each has the same bits as the one that {@link StudentTraining}
 * makes with its seed and as many PyTorch threads.
 */
final class ParallelTraining {
    private final JobContext context;
    private final SparkSession spark;
    private final Network network;
    private final PretrainedVectors vectors;
    private final List<Member> members = new ArrayList<>();

    private record Member(StudentArtifact artifact, TrainConfig train) {}

    /**
     * Prepares the training.
     *
     * @param train settings with the seeds of the students
     * @param source id of the training data
     */
    ParallelTraining(
            JobContext context, SparkSession spark, Run run, TrainConfig train, Network network, String source) {
        this.context = context;
        this.spark = spark;
        this.network = network;
        this.vectors = PretrainedVectors.of(context);
        String files = vectors.check();
        List<String> names = Artifacts.students(train.students());
        for (int i = 0; i < names.size(); i++) {
            TrainConfig each = train.ofSeed(train.seeds().get(i));
            Map<String, String> inputs = StudentArtifact.inputs(context.config(), each, files, source);
            members.add(new Member(new StudentArtifact(context, run, names.get(i), inputs), each));
        }
    }

    /** Returns the provenance ids of the students by name. */
    Map<String, String> ids() {
        return members.stream()
                .collect(Collectors.toMap(member -> member.artifact().name(), member -> member.artifact()
                        .id()));
    }

    /** Trains the students and returns them in the order of their seeds. */
    List<StudentSummary> run() {
        List<Member> pending = members.stream()
                .filter(member -> member.artifact().upToDate().isEmpty())
                .toList();
        if (!pending.isEmpty()) {
            try {
                fit(pending);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the students: " + e.getMessage(), e);
            }
        }
        return members.stream()
                .map(member -> member.artifact().upToDate().orElseThrow())
                .toList();
    }

    private void fit(List<Member> pending) throws IOException {
        List<StudentFolder> folders = new ArrayList<>();
        for (Member member : pending) {
            folders.add(member.artifact().openFolder());
        }
        String names = pending.stream().map(member -> member.artifact().name()).collect(Collectors.joining(", "));
        TrainConfig first = pending.get(0).train();
        try (PreparedNetwork prepared = PreparedNetwork.of(context, spark, names, first, network, vectors)) {
            new GradientTraining(names, first, prepared.settings()).announce(prepared.model(), prepared.count());
            List<ParallelTrainingTask.Outcome> fitted = trainInTasks(pending, prepared);
            for (int i = 0; i < fitted.size(); i++) {
                if (fitted.get(i).diverged() != null) {
                    throw StudentTraining.diverged(
                            pending.get(i).artifact().name(), fitted.get(i).diverged());
                }
                StudentModel model = prepared.model();
                model.importParameters(fitted.get(i).parameters());
                folders.get(i).save(model::save);
                GradientTraining training = training(pending.get(i), prepared);
                StudentSummary summary =
                        training.summary(model, prepared.count(), fitted.get(i).history());
                pending.get(i).artifact().markComplete(summary, folders.get(i));
            }
        }
    }

    private GradientTraining training(Member member, PreparedNetwork prepared) {
        long seed = member.train().seed(context.config().seed());
        TrainerSettings settings = TrainerSettings.of(member.train(), seed, prepared.hiddenWidth());
        return new GradientTraining(member.artifact().name(), member.train(), settings);
    }

    private List<ParallelTrainingTask.Outcome> trainInTasks(List<Member> pending, PreparedNetwork prepared) {
        JavaSparkContext cluster = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<ParallelTrainingTask.Assignment> assignments = new ArrayList<>();
        for (Member member : pending) {
            TrainerSettings settings = training(member, prepared).settings();
            assignments.add(new ParallelTrainingTask.Assignment(
                    member.artifact().name(),
                    member.artifact().id(),
                    settings,
                    cluster.broadcast(prepared.initialParameters(settings.seed()))));
        }
        ParallelTrainingTask task = new ParallelTrainingTask(
                network,
                prepared.model().task(),
                cluster.broadcast(new ArrayList<>(prepared.validation().examples())),
                cluster.broadcast(prepared.validation().choice()),
                prepared.validation().reference(),
                context.config().train().checkpointMinutes(),
                context.config().output(),
                context.config().tableFormat(),
                new SerializableConfiguration(context.hadoop()));
        JavaRDD<Shard> examples = prepared.inOnePartition();
        JobContext.describe(spark, Verbs.TRAIN, assignments.size() + " students at once");
        return cluster.parallelize(assignments, assignments.size())
                .cartesian(examples)
                .map(task)
                .collect();
    }
}
