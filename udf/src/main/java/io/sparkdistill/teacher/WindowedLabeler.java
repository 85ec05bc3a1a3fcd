package io.sparkdistill.teacher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Labels windows of inputs: tokenizes each without padding, sorts by length, longest first (an out-of-memory error
 * shows at once), cuts batches within a token budget ({@link BatchPlan}), and answers in the order of the window. An
 * input that fails is refused alone: its batch is halved until only it fails.
 */
final class WindowedLabeler<T extends Tokens> implements AutoCloseable {
    private final LogitsModel<T> model;
    private final LogitsModel.Predictor<T> predictor;
    private final BatchLimits limits;
    private final TokenBudget budget;
    private final Executor tokenizing;
    private final Consumer<BatchCost> costs;
    /** The last window that was prepared; it is tokenized after those before it. */
    private CompletableFuture<TokenizedWindow<T>> last = CompletableFuture.completedFuture(null);

    /**
     * A model as it is asked by the calling thread.
     *
     * @param budget of a batch, within the limits
     * @param tokenizing runs the tokenizer, for one window at a time
     * @param costs is told of every batch once it is answered
     */
    WindowedLabeler(
            LogitsModel<T> model,
            BatchLimits limits,
            TokenBudget budget,
            Executor tokenizing,
            Consumer<BatchCost> costs) {
        this.model = model;
        this.predictor = model.newPredictor();
        this.limits = limits;
        OptionalInt own = model.batchTokens();
        this.budget = own.isPresent() ? TokenBudget.fixed(own.getAsInt()) : budget;
        this.tokenizing = tokenizing;
        this.costs = costs;
    }

    /**
     * Begins to tokenize a window. The model is asked when the answers are, so that a window can be prepared while the
     * model is busy with the one before.
     *
     * @return the answers, for the calling thread to ask for once, in the order of the windows
     */
    Supplier<List<Answer>> prepare(List<ModelInput> window) {
        CompletableFuture<TokenizedWindow<T>> tokenized =
                last.handleAsync((before, error) -> TokenizedWindow.of(model, window), tokenizing);
        last = tokenized;
        return () -> List.of(answer(tokenized.join()));
    }

    private Answer[] answer(TokenizedWindow<T> window) {
        List<TokenizedWindow.Entry<T>> entries = window.entries();
        int[] lengths =
                entries.stream().mapToInt(entry -> entry.tokens().count()).toArray();
        Map<Integer, BatchPlan> plans = new HashMap<>(); // The budget may change from batch to batch.
        int start = 0;
        while (start < entries.size()) {
            int tokens = budget.next();
            int end = plans.computeIfAbsent(tokens, most -> BatchPlan.of(lengths, limits, most))
                    .end(start);
            List<TokenizedWindow.Entry<T>> batch = entries.subList(start, end);
            long begin = System.nanoTime();
            ask(batch, window.answers());
            BatchCost cost = cost(batch, System.nanoTime() - begin);
            costs.accept(cost);
            if (end < entries.size()) {
                budget.note(tokens, cost);
            }
            start = end;
        }
        return window.answers();
    }

    /** Of a batch whose first input is the longest. */
    private BatchCost cost(List<TokenizedWindow.Entry<T>> batch, long nanos) {
        long tokens = 0;
        for (TokenizedWindow.Entry<T> entry : batch) {
            tokens += entry.tokens().count();
        }
        long length = batch.get(0).tokens().count();
        return new BatchCost(batch.size(), tokens, batch.size() * length, nanos);
    }

    private void ask(List<TokenizedWindow.Entry<T>> batch, Answer[] answers) {
        BatchAnswer said;
        try {
            said = predictor.ask(
                    batch.stream().map(TokenizedWindow.Entry::tokens).toList());
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                answers[batch.get(0).position()] = new Answer.Refused("the model failed: " + e.getMessage());
            } else {
                int half = batch.size() / 2;
                ask(batch.subList(0, half), answers);
                ask(batch.subList(half, batch.size()), answers);
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            answers[batch.get(i).position()] = answer(batch.get(i).tokens(), said.logits()[i], said.hidden(i));
        }
    }

    private static Answer answer(Tokens tokens, float[] logits, float[] hidden) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                return new Answer.Refused("the model returned a logit that is not finite: " + logit);
            }
        }
        for (int i = 0; hidden != null && i < hidden.length; i++) {
            if (!Float.isFinite(hidden[i])) {
                return new Answer.Refused("the model returned a hidden state that is not finite: " + hidden[i]);
            }
        }
        return new Answer.Given(logits, hidden, tokens.count(), tokens.truncated());
    }

    /** Waits for the tokenizer, which must not outlive the model. */
    @Override
    public void close() {
        last.handle((window, error) -> null).join();
        predictor.close();
    }
}
