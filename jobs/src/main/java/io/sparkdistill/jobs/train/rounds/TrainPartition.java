package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.DivergedException;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;
import io.sparkdistill.training.TrainingStep;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Takes the optimizer steps of one partition in a round, on its own shard, as a function of Spark. */
record TrainPartition(
        TrainerSettings settings,
        Network network,
        TaskShape task,
        Broadcast<TrainingState> from,
        long stepsOfEpoch,
        int epoch,
        Epoch.StepRange steps)
        implements Function2<Integer, Iterator<Shard>, Iterator<WeightedState>> {
    @Override
    public Iterator<WeightedState> call(Integer partition, Iterator<Shard> shards) {
        Shard shard = shards.next();
        Epoch run = settings.epoch(epoch);
        long firstExample = run.firstExample(steps.first());
        if (steps.first() >= run.steps(shard.size())) {
            return List.of(WeightedState.none(partition)).iterator();
        }
        PyTorch.useThreads(PyTorch.taskThreads());
        try (StudentModel model = StudentModel.of(network, task, from.value().parameters());
                TrainingStep step = settings.step(model, stepsOfEpoch)) {
            step.restore(from.value());
            Epoch.Outcome seen = run.run(
                    step, shard.examples(settings.seed(), epoch, firstExample), steps, (result, meanLoss) -> {});
            return List.of(new WeightedState(partition, seen, step.state())).iterator();
        } catch (DivergedException e) {
            return List.of(WeightedState.diverged(partition, e)).iterator();
        }
    }
}
