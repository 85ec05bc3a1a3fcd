package io.sparkdistill.jobs.train.rounds;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.optimizer.OptimizerSnapshot;
import io.sparkdistill.training.DivergedException;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * A weighted state is the mean state of one or more partitions, weighted by their numbers of examples.
 *
 * @param partition number of the first of these partitions
 * @param seen number of examples of these partitions and their losses
 * @param state mean state; null if there were no examples
 * @param diverged message of a {@link DivergedException} in one of these partitions; null if there was none
 */
@DefaultSerializer(JavaSerializer.class)
public record WeightedState(int partition, Epoch.Outcome seen, TrainingState state, String diverged)
        implements Serializable {
    // The driver can hold this many states at the same time, and one stage is faster than two.
    private static final int DIRECT = 4;

    /** Returns the state of a partition without examples. */
    public static WeightedState none(int partition) {
        return new WeightedState(partition, new Epoch.Outcome(0, 0), null);
    }

    /** Returns the state of a partition whose training diverged. Spark need not retry it: it would diverge again. */
    static WeightedState diverged(int partition, DivergedException e) {
        return new WeightedState(partition, new Epoch.Outcome(0, 0), null, e.getMessage());
    }

    /** Creates the state of one partition after a round. */
    public WeightedState(int partition, Epoch.Outcome seen, TrainingState state) {
        this(partition, seen, state, null);
    }

    /**
     * Returns the mean of all partitions. It is computed first over groups of adjacent partitions on the executors,
     * then over these groups on the driver.
     *
     * <p>Spark's {@code treeAggregate} adds in the order in which tasks finish, and a sum of floats depends on its
     * order. Here the order is that of the partitions, so that the same run gives the same bits.
     */
    static WeightedState mean(JavaRDD<WeightedState> states) {
        int partitions = states.getNumPartitions();
        if (partitions <= DIRECT) {
            return mean(states.collect());
        }
        int width = (int) Math.ceil(Math.sqrt(partitions));
        HashPartitioner groups = new HashPartitioner((partitions + width - 1) / width);
        return mean(states.mapToPair(state -> new Tuple2<>(state.partition() / width, state))
                .groupByKey(groups)
                .map(group -> mean(StreamSupport.stream(group._2().spliterator(), false)
                        .sorted(Comparator.comparingInt(WeightedState::partition))
                        .toList()))
                .collect());
    }

    /** Returns the mean of states, added in their order. The first state is overwritten. */
    static WeightedState mean(List<WeightedState> states) {
        return states.stream().reduce(WeightedState::with).orElseThrow();
    }

    private WeightedState with(WeightedState other) {
        if (diverged != null || other.diverged != null) {
            return diverged != null ? this : other;
        }
        if (state == null || other.state == null) {
            return state == null ? new WeightedState(partition, other.seen, other.state) : this;
        }
        Epoch.Outcome both = new Epoch.Outcome(seen.rows() + other.seen.rows(), seen.lossSum() + other.seen.lossSum());
        float share = (float) ((double) other.seen.rows() / both.rows());
        move(state.parameters(), other.state.parameters(), share);
        move(state.lossParameters(), other.state.lossParameters(), share);
        move(state.optimizer().arrays(), other.state.optimizer().arrays(), share);
        move(state.average(), other.state.average(), share);
        long step = Math.max(state.optimizer().step(), other.state.optimizer().step());
        OptimizerSnapshot optimizer =
                new OptimizerSnapshot(step, state.optimizer().arrays());
        return new WeightedState(
                partition,
                both,
                new TrainingState(state.parameters(), state.lossParameters(), optimizer, state.average()));
    }

    private static void move(float[][] values, float[][] towards, float share) {
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                values[i][j] += share * (towards[i][j] - values[i][j]);
            }
        }
    }
}
