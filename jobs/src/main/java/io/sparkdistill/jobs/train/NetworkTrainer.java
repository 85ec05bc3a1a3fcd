package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.config.TrainConfig.Partitioning;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.train.examples.PretrainedVectors;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.network.Network;
import io.sparkdistill.training.DivergedException;
import java.io.IOException;
import java.util.List;
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
            new GradientTraining(name, train, prepared.settings()).announce(prepared.model(), prepared.count());
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
            List<TrainConfig> candidates = train.candidates();
            return candidates.size() == 1
                    ? fit(prepared, candidates.get(0), folder)
                    : fitBest(prepared, candidates, folder);
        }
    }

    private StudentSummary fit(PreparedNetwork prepared, TrainConfig candidate, StudentFolder folder)
            throws IOException {
        TrainerSettings settings =
                TrainerSettings.of(candidate, prepared.settings().seed(), prepared.hiddenWidth());
        return new GradientTraining(name, candidate, settings)
                .fit(prepared.model(), rounds(prepared, settings, folder), prepared.validation(), folder);
    }

    /** Trains the network with each candidate from the same parameters, and stores the one with the best validation score. */
    private StudentSummary fitBest(PreparedNetwork prepared, List<TrainConfig> candidates, StudentFolder folder)
            throws IOException {
        float[][] initial = prepared.model().exportParameters();
        float[][] parameters = initial;
        StudentSummary best = null;
        for (TrainConfig candidate : candidates) {
            prepared.model().importParameters(initial);
            Optional<StudentSummary> fitted = tryToFit(prepared, candidate, folder);
            folder.deleteCheckpoints();
            if (fitted.isPresent() && (best == null || fitted.get().isBetterThan(best))) {
                best = fitted.get();
                parameters = prepared.model().exportParameters();
            }
        }
        if (best == null) {
            throw new DivergedException("with each of train.baseline.learning-rates");
        }
        prepared.model().importParameters(parameters);
        folder.save(prepared.model()::save);
        return best;
    }

    /** Returns nothing if the training diverges. */
    private Optional<StudentSummary> tryToFit(PreparedNetwork prepared, TrainConfig candidate, StudentFolder folder)
            throws IOException {
        double rate = candidate.optimization().optimizer().learningRate();
        Terminal.out().printf("%s with learning rate %s%n", name, rate);
        try {
            return Optional.of(fit(prepared, candidate, folder).withLearningRate(rate));
        } catch (DivergedException e) {
            Terminal.out().printf("%s with learning rate %s diverges: %s%n", name, rate, e.getMessage());
            return Optional.empty();
        }
    }

    private PreparedNetwork prepare(SparkSession spark) throws IOException {
        return start.isPresent()
                ? PreparedNetwork.from(start.get().load(), context, spark, name, train)
                : PreparedNetwork.of(context, spark, name, train, network, vectors);
    }

    private Rounds rounds(PreparedNetwork prepared, TrainerSettings settings, StudentFolder folder) {
        return switch (train.trainer()) {
            case DRIVER -> prepared.driverRounds(settings);
            case PARTITION -> {
                int set = train.partitioning().partitions();
                int partitions = set > 0 ? set : folder.partitions(prepared.slots());
                yield prepared.partitionRounds(
                        settings,
                        new Partitioning(partitions, train.partitioning().localSteps()));
            }
        };
    }
}
