package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.config.TrainConfig.Partitioning;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.train.examples.PretrainedVectors;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.network.Network;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Trains a network, on the driver or on the partitions. */
final class NetworkTrainer implements StudentTrainer {
    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final Network network;
    private final PretrainedVectors vectors;
    private final Optional<StartingPoint> start;

    NetworkTrainer(JobContext context, String name, TrainConfig train, Network network, Optional<StartingPoint> start) {
        this.context = context;
        this.start = start;
        this.name = name;
        this.train = train;
        this.network = network;
        this.vectors = PretrainedVectors.of(context);
    }

    @Override
    public String check() {
        return vectors.check();
    }

    @Override
    public StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException {
        try (PreparedNetwork prepared = prepare(spark)) {
            GradientTraining training = new GradientTraining(name, train, prepared.settings());
            Rounds rounds = rounds(prepared, folder);
            training.announce(prepared.model(), rounds.examples());
            if (prepared.pretrainedWords() > 0) {
                Terminal.out()
                        .printf(
                                "%,d words start with a vector from %s%n",
                                prepared.pretrainedWords(),
                                context.config()
                                        .student()
                                        .embeddings()
                                        .source()
                                        .name()
                                        .toLowerCase(Locale.ROOT));
            }
            return training.fit(prepared.model(), rounds, prepared.validation(), folder);
        }
    }

    private PreparedNetwork prepare(SparkSession spark) throws IOException {
        return start.isPresent()
                ? PreparedNetwork.from(start.get().load(), context, spark, name, train)
                : PreparedNetwork.of(context, spark, name, train, network, vectors);
    }

    private Rounds rounds(PreparedNetwork prepared, StudentFolder folder) {
        return switch (train.trainer()) {
            case DRIVER -> prepared.driverRounds();
            case PARTITION -> {
                int set = train.partitioning().partitions();
                int partitions = set > 0 ? set : folder.partitions(prepared.slots());
                yield prepared.partitionRounds(
                        new Partitioning(partitions, train.partitioning().localSteps()));
            }
        };
    }
}
