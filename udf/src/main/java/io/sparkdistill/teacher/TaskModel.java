package io.sparkdistill.teacher;

import io.sparkdistill.engine.PyTorch;
import java.util.List;
import org.apache.spark.TaskContext;

/** A model as the running task asks it; the executor loads it once for all its tasks. */
public final class TaskModel {
    private final WindowedLabeler<?> labeler;

    private TaskModel(WindowedLabeler<?> labeler) {
        this.labeler = labeler;
    }

    /** A model whose files were shipped to this executor. It is closed when the task ends. */
    public static TaskModel open(ModelSpec spec, BatchLimits limits) {
        PyTorch.useThreads(PyTorch.taskThreads());
        LogitsModel<?> model = ModelHolder.model(spec, ModelFiles.ofExecutor(), PyTorch.taskDevice());
        WindowedLabeler<?> labeler = labeler(model, limits);
        TaskContext.get().addTaskCompletionListener(context -> {
            labeler.close();
        });
        return new TaskModel(labeler);
    }

    private static <T extends Tokens> WindowedLabeler<T> labeler(LogitsModel<T> model, BatchLimits limits) {
        return new WindowedLabeler<>(model, limits, (rows, tokens) -> {});
    }

    /** One answer an input, in their order. */
    public List<Answer> ask(List<ModelInput> inputs) {
        return List.of(labeler.label(inputs));
    }
}
