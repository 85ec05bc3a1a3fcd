package io.sparkdistill.teacher;

import io.sparkdistill.engine.PyTorch;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;

/** A model as the running task asks it; the executor loads it once for all its tasks. */
public final class TaskModel {
    private final WindowedLabeler<?> labeler;

    private TaskModel(WindowedLabeler<?> labeler) {
        this.labeler = labeler;
    }

    /**
     * A model whose files were shipped to this executor. It is given back when the task ends.
     *
     * @param costs is told what every batch cost
     */
    public static TaskModel open(ModelSpec spec, BatchLimits limits, Consumer<BatchCost> costs) {
        PyTorch.useThreads(PyTorch.taskThreads());
        ModelHolder.Lease lease = ModelHolder.lease(spec, ModelFiles.ofExecutor(), PyTorch.taskDevice());
        // Listeners are called in the reverse order: the model is given back after its predictor is closed.
        TaskContext.get().addTaskCompletionListener(context -> {
            lease.close();
        });
        WindowedLabeler<?> labeler = new WindowedLabeler<>(lease.model(), limits, costs);
        TaskContext.get().addTaskCompletionListener(context -> {
            labeler.close();
        });
        return new TaskModel(labeler);
    }

    /** One answer an input, in their order. */
    public List<Answer> ask(List<ModelInput> inputs) {
        return List.of(labeler.label(inputs));
    }
}
