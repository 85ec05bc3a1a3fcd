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

/** Gives the running task access to a model, which the executor loads once for all its tasks. */
public final class TaskModel {
    private final WindowedLabeler<?> labeler;
    private final int threads;

    private TaskModel(WindowedLabeler<?> labeler, int threads) {
        this.labeler = labeler;
        this.threads = threads;
    }

    /** Sets the number of PyTorch's threads; 0 leaves PyTorch alone. */
    private static void useThreads(int threads) {
        if (threads > 0) {
            PyTorch.useThreads(threads);
        }
    }

    /**
     * Leases a model on the running task's device. The lease ends with the task.
     *
     * @param costs receives the cost of every batch
     */
    public static TaskModel open(ShippedModel model, BatchLimits limits, Consumer<BatchCost> costs) {
        int threads = model.spec().isRemote() ? 0 : PyTorch.taskThreads();
        useThreads(threads);
        ModelCache.Lease lease = model.lease();
        // Listeners are called in reverse order: the predictor is closed before the model is released.
        TaskContext.get().addTaskCompletionListener(context -> {
            lease.close();
        });
        WindowedLabeler<?> labeler = new WindowedLabeler<>(
                lease.model(),
                limits,
                limits.budget(lease.budget()),
                TokenizerThreads.beside(PyTorch.taskDevice()),
                costs.andThen(ModelMonitor::batchCompleted));
        TaskContext.get().addTaskCompletionListener(context -> {
            labeler.close();
        });
        return new TaskModel(labeler, threads);
    }

    /** Returns one result per input, in their order. */
    public List<RowResult> predict(List<ModelInput> inputs) {
        return prepare(inputs).get();
    }

    /**
     * Starts to tokenize inputs, in the background if a device other than the CPU computes.
     *
     * @return supplier of one result per input, in their order; call it once, in the order of the calls of this method
     */
    public Supplier<List<RowResult>> prepare(List<ModelInput> inputs) {
        Supplier<List<RowResult>> results = labeler.prepare(inputs);
        return () -> {
            // OpenMP stores the number of threads per thread, and rows for Python are computed on a thread other than
            // that of the task.
            useThreads(threads);
            return results.get();
        };
    }
}
