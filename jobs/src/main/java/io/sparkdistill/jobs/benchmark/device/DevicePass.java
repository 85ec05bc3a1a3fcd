package io.sparkdistill.jobs.benchmark.device;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.model.Answer;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Labels all phrases once, as tasks of one executor do that share a device: each has its own thread, shard and predictor,
 * tokenizes one window while the model works on the window before, and shares the model and the token budget.
 *
 * @param device on which the model is
 * @param limits of a batch
 * @param budget of tokens of a batch, shared by the tasks
 * @param tasks at a time
 */
record DevicePass(LogitsModel<?> model, Device device, BatchLimits limits, TokenBudget budget, int tasks) {
    /**
     * What a pass took.
     *
     * @param seconds from the first window to the last answer
     * @param cost summed over all batches
     */
    record Result(double seconds, BatchCost cost) {}

    Result run(List<ModelInput> phrases) throws InterruptedException {
        AtomicReference<BatchCost> cost = new AtomicReference<>(BatchCost.NONE);
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                List<ModelInput> shard = phrases.subList(begin(phrases, task), begin(phrases, task + 1));
                running.add(threads.submit(() -> label(shard, cost)));
            }
            for (Future<?> task : running) {
                task.get();
            }
            return new Result((System.nanoTime() - start) / 1e9, cost.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot label: " + e.getCause().getMessage(), e);
        } finally {
            threads.shutdown();
        }
    }

    private int begin(List<ModelInput> phrases, int task) {
        return (int) ((long) phrases.size() * task / tasks);
    }

    private void label(List<ModelInput> shard, AtomicReference<BatchCost> cost) {
        PyTorch.useThreads(1);
        try (WindowedLabeler<?> labeler = new WindowedLabeler<>(
                model,
                limits,
                budget,
                TokenizerThreads.beside(device),
                batch -> cost.accumulateAndGet(batch, BatchCost::plus))) {
            int rows = limits.windowRows();
            Supplier<List<Answer>> next = labeler.prepare(window(shard, 0, rows));
            for (int start = 0; start < shard.size(); start += rows) {
                Supplier<List<Answer>> current = next;
                if (start + rows < shard.size()) {
                    next = labeler.prepare(window(shard, start + rows, rows));
                }
                requireGiven(current.get());
            }
        }
    }

    private static List<ModelInput> window(List<ModelInput> shard, int start, int rows) {
        return shard.subList(start, Math.min(shard.size(), start + rows));
    }

    private static void requireGiven(List<Answer> answers) {
        for (Answer answer : answers) {
            if (answer instanceof Answer.Refused refused) {
                throw new IllegalStateException("Cannot measure: a phrase was refused: " + refused.reason());
            }
        }
    }
}
