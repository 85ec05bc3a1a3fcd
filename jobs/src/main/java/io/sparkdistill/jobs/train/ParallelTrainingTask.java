package io.sparkdistill.jobs.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.jobs.train.rounds.DriverRounds;
import io.sparkdistill.jobs.train.rounds.LineProgress;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.TrainResult;
import io.sparkdistill.jobs.train.rounds.Trainer;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.jobs.train.rounds.TrainingHistory;
import io.sparkdistill.jobs.train.rounds.TrainingProgress;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.DivergedException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Trains one whole student in a task of Spark. Its checkpoints are in the output, as for the driver trainer, so that a
 * lost task is resumed from there.
 *
 * @param checkpointMinutes least minutes between two checkpoints
 * @param output folder of the run
 * @param format of the tables of the output
 */
record ParallelTrainingTask(
        Network network,
        TaskShape task,
        Broadcast<List<Example>> validation,
        Broadcast<Validation.Choice> choice,
        Validation.Reference reference,
        int checkpointMinutes,
        String output,
        TableFormat format,
        SerializableConfiguration hadoop)
        implements Function<Tuple2<ParallelTrainingTask.Assignment, Shard>, ParallelTrainingTask.Outcome> {
    /**
     * An assignment describes a student that a task trains.
     *
     * @param id of the student's provenance
     * @param start initial parameters, which are too large for the description of a task
     */
    @DefaultSerializer(JavaSerializer.class)
    record Assignment(String name, String id, TrainerSettings settings, Broadcast<float[][]> start)
            implements Serializable {}

    /**
     * An outcome holds the result of a task that trains a student.
     *
     * @param parameters of the best epoch; null if the training diverged
     * @param diverged message of a {@link DivergedException}; null if there was none
     */
    @DefaultSerializer(JavaSerializer.class)
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(TrainingHistory history, float[][] parameters, String diverged) implements Serializable {}

    @Override
    public Outcome call(Tuple2<Assignment, Shard> work) throws IOException {
        Assignment assignment = work._1();
        Shard shard = work._2();
        TrainerSettings settings = assignment.settings();
        PyTorch.useThreads(PyTorch.taskThreads());
        Output files = new Output(output, Map.of(), format, hadoop.value());
        StudentFolder folder = new StudentFolder(files, assignment.name(), assignment.id());
        try (StudentModel model =
                StudentModel.of(network, task, assignment.start().value())) {
            Rounds rounds =
                    new DriverRounds(settings, model, epoch -> shard.examples(settings.seed(), epoch, 0), shard.size());
            TrainingProgress progress = new LineProgress(Terminal.out(), assignment.name() + ": ");
            TrainResult result = new Trainer(settings, folder.checkpoints(checkpointMinutes), progress)
                    .train(model, rounds, new Validation(validation.value(), reference, choice.value()));
            return new Outcome(result.history(), model.exportParameters(), null);
        } catch (DivergedException e) {
            return new Outcome(TrainingHistory.empty(), null, e.getMessage());
        }
    }
}
