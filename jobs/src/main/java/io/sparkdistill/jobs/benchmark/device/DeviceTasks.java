package io.sparkdistill.jobs.benchmark.device;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Labels phrases as the tasks of one executor do that share a device: each has its own thread, shard and predictor,
 * tokenizes one window while the model works on the window before, and shares the model and the token budget. The threads
 * live as long as this object, as those of an executor do: CUDA libraries keep what they prepare for a shape by thread.
 */
final class DeviceTasks implements AutoCloseable {
    private final LogitsModel<?> model;
    private final TokenizerThreads tokenizerThreads;
    private final BatchLimits limits;
    private final TokenBudget budget;
    private final int count;
    private final ExecutorService threads;

    /**
     * Starts the threads.
     *
     * @param device device of the model
     * @param limits limits of a batch
     * @param budget token budget of batches, shared by the tasks
     * @param count number of tasks at a time
     */
    DeviceTasks(LogitsModel<?> model, Device device, BatchLimits limits, TokenBudget budget, int count) {
        this.model = model;
        this.tokenizerThreads = TokenizerThreads.beside(device);
        this.limits = limits;
        this.budget = budget;
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /**
     * A pass labels all phrases once.
     *
     * @param seconds from the first window to the last result
     * @param cost summed over all batches
     */
    record Pass(double seconds, BatchCost cost) {}

    /** Labels all phrases once. */
    Pass run(List<ModelInput> phrases) throws InterruptedException {
        AtomicReference<BatchCost> cost = new AtomicReference<>(BatchCost.NONE);
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int task = 0; task < count; task++) {
            List<ModelInput> shard = phrases.subList(begin(phrases, task), begin(phrases, task + 1));
            running.add(threads.submit(() -> label(shard, cost)));
        }
        try {
            for (Future<?> task : running) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot label: " + e.getCause().getMessage(), e);
        }
        return new Pass((System.nanoTime() - start) / 1e9, cost.get());
    }

    private int begin(List<ModelInput> phrases, int task) {
        return (int) ((long) phrases.size() * task / count);
    }

    private void label(List<ModelInput> shard, AtomicReference<BatchCost> cost) {
        PyTorch.useThreads(1);
        try (WindowedLabeler<?> labeler = new WindowedLabeler<>(
                model, limits, budget, tokenizerThreads, batch -> cost.accumulateAndGet(batch, BatchCost::plus))) {
            int rows = limits.windowRows();
            Supplier<List<RowResult>> next = labeler.prepare(window(shard, 0, rows));
            for (int start = 0; start < shard.size(); start += rows) {
                Supplier<List<RowResult>> current = next;
                if (start + rows < shard.size()) {
                    next = labeler.prepare(window(shard, start + rows, rows));
                }
                requirePredictions(current.get());
            }
        }
    }

    private static List<ModelInput> window(List<ModelInput> shard, int start, int rows) {
        return shard.subList(start, Math.min(shard.size(), start + rows));
    }

    private static void requirePredictions(List<RowResult> results) {
        for (RowResult result : results) {
            if (result instanceof RowResult.Refusal refusal) {
                throw new IllegalStateException("Cannot measure: a phrase was refused: " + refusal.reason());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
