package io.sparkdistill.inference;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;

/** A model as the running task asks it; the executor loads it once for all its tasks. */
public final class TaskModel {
    private final WindowedLabeler<?> labeler;
    private final int threads;

    private TaskModel(WindowedLabeler<?> labeler, int threads) {
        this.labeler = labeler;
        this.threads = threads;
    }

    /**
     * A model on the running task's device. It is given back when the task ends.
     *
     * @param costs is told what every batch cost
     */
    public static TaskModel open(ShippedModel model, BatchLimits limits, Consumer<BatchCost> costs) {
        int threads = PyTorch.taskThreads();
        PyTorch.useThreads(threads);
        ModelCache.Lease lease = model.lease();
        // Listeners are called in the reverse order: the model is given back after its predictor is closed.
        TaskContext.get().addTaskCompletionListener(context -> {
            lease.close();
        });
        WindowedLabeler<?> labeler = new WindowedLabeler<>(
                lease.model(),
                limits,
                limits.budget(lease.budget()),
                TokenizerThreads.beside(PyTorch.taskDevice()),
                costs.andThen(ModelMonitor::answered));
        TaskContext.get().addTaskCompletionListener(context -> {
            labeler.close();
        });
        return new TaskModel(labeler, threads);
    }

    /** One answer an input, in their order. */
    public List<RowResult> predict(List<ModelInput> inputs) {
        return prepare(inputs).get();
    }

    /**
     * Begins to tokenize inputs, in the background where a device other than the CPU computes.
     *
     * @return one answer an input, in their order; to be asked for once, in the order of the calls
     */
    public Supplier<List<RowResult>> prepare(List<ModelInput> inputs) {
        Supplier<List<RowResult>> answers = labeler.prepare(inputs);
        return () -> {
            // Not the thread of the task where the rows go on to Python: OpenMP keeps the number by thread.
            PyTorch.useThreads(threads);
            return answers.get();
        };
    }
}
