package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.train.examples.PretrainedVectors;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.network.Network;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Trains a network from scratch, on the driver or on the partitions. */
final class NetworkTrainer implements StudentTrainer {
    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final Network network;
    private final PretrainedVectors vectors;

    NetworkTrainer(JobContext context, String name, TrainConfig train, Network network) {
        this.context = context;
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
        try (PreparedNetwork prepared = PreparedNetwork.of(context, spark, name, train, network, vectors)) {
            GradientTraining training = new GradientTraining(name, train, prepared.settings());
            Rounds rounds = rounds(prepared);
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

    private Rounds rounds(PreparedNetwork prepared) {
        return switch (train.trainer()) {
            case DRIVER -> prepared.driverRounds();
            case PARTITION -> prepared.partitionRounds(train.partitioning());
        };
    }
}
