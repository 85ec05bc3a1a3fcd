package io.sparkdistill.batching;

import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.model.Usage;
import io.sparkdistill.tokenizer.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Labels windows of inputs. It tokenizes each window without padding, sorts it by length, longest first (so that a lack
 * of memory shows at once), groups batches within a token budget ({@link BatchPlan}), and returns results in the
 * original order. An input that fails is refused alone, unless the machine is at fault ({@link
 * FaultTolerantPredictor}).
 */
public final class WindowedLabeler<T extends Tokens> implements AutoCloseable {
    private final LogitsModel<T> model;
    private final FaultTolerantPredictor<T> predictor;
    private final BatchLimits limits;
    private final TokenBudget budget;
    private final TokenizerThreads threads;
    private final Consumer<BatchCost> costs;
    /** The last window that was prepared; windows are tokenized in order. */
    private CompletableFuture<TokenizedWindow<T>> last = CompletableFuture.completedFuture(null);

    /**
     * Creates a labeler for the calling thread.
     *
     * @param budget token budget of batches, within the limits
     * @param threads run the tokenizer, one window at a time
     * @param costs receives the cost of every batch
     */
    public WindowedLabeler(
            LogitsModel<T> model,
            BatchLimits limits,
            TokenBudget budget,
            TokenizerThreads threads,
            Consumer<BatchCost> costs) {
        this.model = model;
        this.predictor = new FaultTolerantPredictor<>(model);
        this.limits = limits;
        OptionalInt own = model.preferredBatchTokens();
        this.budget = own.isPresent() ? TokenBudget.fixed(own.getAsInt()) : budget;
        this.threads = threads;
        this.costs = costs;
    }

    /**
     * Starts to tokenize a window. The model runs when the results are requested, so a window can be prepared while the
     * model computes the one before.
     *
     * @return supplier of the results; the calling thread calls it once, in the order of the windows
     */
    public Supplier<List<RowResult>> prepare(List<ModelInput> window) {
        CompletableFuture<TokenizedWindow<T>> tokenized =
                last.handleAsync((before, error) -> TokenizedWindow.of(model, window, threads), threads.executor());
        last = tokenized;
        return () -> List.of(predict(join(tokenized)));
    }

    /** Returns the tokenized window, or throws the exception of the tokenizer's thread. */
    private static <T extends Tokens> TokenizedWindow<T> join(CompletableFuture<TokenizedWindow<T>> tokenized) {
        try {
            return tokenized.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private RowResult[] predict(TokenizedWindow<T> window) {
        List<TokenizedWindow.Entry<T>> entries = window.entries();
        int[] lengths =
                entries.stream().mapToInt(entry -> entry.tokens().count()).toArray();
        Map<Integer, BatchPlan> plans = new HashMap<>(); // The budget may change from batch to batch.
        int start = 0;
        while (start < entries.size()) {
            int tokens = budget.next();
            int limit = Math.min(tokens, predictor.tokenLimit());
            int end = plans.computeIfAbsent(limit, budgeted -> BatchPlan.of(lengths, limits, budgeted))
                    .end(start);
            List<TokenizedWindow.Entry<T>> batch = entries.subList(start, end);
            long begin = System.nanoTime();
            Usage before = predictor.usage();
            boolean atOnce = predictor.predict(window, batch);
            BatchCost cost =
                    cost(batch, System.nanoTime() - begin, predictor.usage().minus(before));
            costs.accept(cost);
            if (atOnce && limit == tokens && end < entries.size()) {
                budget.record(tokens, cost);
            }
            start = end;
        }
        return window.results();
    }

    /** Returns the cost of a batch whose first input is the longest. */
    private BatchCost cost(List<TokenizedWindow.Entry<T>> batch, long nanos, Usage usage) {
        long tokens = 0;
        for (TokenizedWindow.Entry<T> entry : batch) {
            tokens += entry.tokens().count();
        }
        long length = batch.get(0).tokens().count();
        return new BatchCost(batch.size(), tokens, batch.size() * length, nanos, usage);
    }

    /** Waits for the tokenizer, which must not outlive the model. */
    @Override
    public void close() {
        last.handle((window, error) -> null).join();
        predictor.close();
    }
}
