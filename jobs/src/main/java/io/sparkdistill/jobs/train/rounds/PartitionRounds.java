package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.DivergedException;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.StepResult;
import io.sparkdistill.training.TrainingState;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Takes optimizer steps on all partitions at the same time. In each round, the state is broadcast, every partition
 * takes some steps on its own shard, and the mean of their states, weighted by their numbers of examples, is the next
 * state. This is local SGD (McMahan et al. 2017, "Communication-Efficient Learning of Deep Networks from Decentralized
 * Data") with the optimizer's state averaged too.
 *
 * <p>Spark computes a lost partition again, with the same result. With one partition the steps are those of {@link
 * DriverRounds}.
 */
public final class PartitionRounds implements Rounds {
    private final TrainerSettings settings;
    private final StudentModel model;
    private final JavaRDD<Shard> shards;
    private final int localSteps;
    private final List<Integer> sizes;

    /**
     * Creates the rounds of a training.
     *
     * @param model whose architecture is trained; its parameters are not used
     * @param shards persisted, one per partition; some may be empty
     * @param localSteps optimizer steps of a partition between two averages
     */
    public PartitionRounds(TrainerSettings settings, StudentModel model, JavaRDD<Shard> shards, int localSteps) {
        this.settings = settings;
        this.model = model;
        this.shards = shards;
        this.localSteps = localSteps;
        this.sizes = shards.map(Shard::size).collect();
    }

    @Override
    public long examples() {
        return sizes.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public long stepsOfEpoch() {
        return settings.stepsOfEpoch(
                sizes.stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    @Override
    public String identity() {
        return "partitions %s, local-steps %d".formatted(sizes, localSteps);
    }

    @Override
    public Outcome run(TrainingState from, Span span, Epoch.StepListener listener) {
        int epoch = Math.toIntExact(span.first() / stepsOfEpoch() + 1);
        Epoch.StepRange steps = new Epoch.StepRange(span.first() % stepsOfEpoch(), localSteps);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(shards.context());
        Broadcast<TrainingState> broadcast = context.broadcast(from);
        try {
            TrainPartition work = new TrainPartition(
                    settings, model.network(), model.task(), broadcast, stepsOfEpoch(), epoch, steps);
            WeightedState mean = WeightedState.mean(shards.mapPartitionsWithIndex(work, true));
            if (mean.diverged() != null) {
                throw new DivergedException(mean.diverged());
            }
            Epoch.Outcome seen = mean.seen();
            if (seen.rows() > 0) {
                listener.stepTaken(
                        new StepResult(seen.meanLoss(), (int) Math.min(seen.rows(), Integer.MAX_VALUE), 0),
                        seen.meanLoss());
            }
            TrainingState state = seen.rows() > 0 ? mean.state() : from;
            return new Outcome(state, seen, Math.min(localSteps, stepsOfEpoch() - steps.first()));
        } finally {
            broadcast.destroy();
        }
    }
}
