package io.sparkdistill.batching;

import io.sparkdistill.engine.OutOfMemory;
import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelUnavailableException;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.model.Usage;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes predictions, and distinguishes a bad row from a failing machine. When a batch fails, the model gets a
 * control input: an input that it has processed before in this task, or else an artificial one. If the control fails
 * too, the task ends with the first failure as the cause, so that Spark retries it elsewhere; a dead engine is called
 * twice. Otherwise the batch is halved until only the failing rows are left, which are refused. A batch that exceeds
 * the memory is halved too, and later batches are limited to the smaller size.
 */
final class FaultTolerantPredictor<T extends Tokens> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultTolerantPredictor.class);

    private final LogitsModel<T> model;
    private final LogitsModel.Predictor<T> predictor;
    /** The longest input that the model has processed in this task. */
    private T processed;

    private boolean hasFailed;
    private int tokenLimit = Integer.MAX_VALUE;
    private Usage usage = Usage.NONE;

    FaultTolerantPredictor(LogitsModel<T> model) {
        this.model = model;
        this.predictor = model.newPredictor();
    }

    /** Returns the maximum number of tokens per batch, padding included, that the memory has allowed so far. */
    int tokenLimit() {
        return tokenLimit;
    }

    /** Returns what the model has been asked so far. */
    Usage usage() {
        return usage;
    }

    /**
     * Predicts a batch of the window, whose first input is the longest.
     *
     * @return whether the whole batch succeeded at once
     * @throws IllegalStateException if the model fails on a control input too
     * @throws ModelUnavailableException if the model cannot predict any input now
     */
    boolean predict(TokenizedWindow<T> window, List<TokenizedWindow.Entry<T>> batch) {
        if (batch.size() > 1 && batch.size() * batch.get(0).tokens().count() > tokenLimit) {
            predictHalves(window, batch);
            return false;
        }
        BatchResult result;
        try {
            result = predict(batch.stream().map(TokenizedWindow.Entry::tokens).toList());
        } catch (ModelUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException failure) {
            recordFailure(batch, failure);
            if (batch.size() > 1) {
                requireControl(window, batch.get(0), failure);
                predictHalves(window, batch);
            } else {
                retry(window, batch.get(0), failure);
            }
            return false;
        }
        store(window, batch, result);
        return true;
    }

    private void predictHalves(TokenizedWindow<T> window, List<TokenizedWindow.Entry<T>> batch) {
        int half = batch.size() / 2;
        predict(window, batch.subList(0, half));
        predict(window, batch.subList(half, batch.size()));
    }

    private BatchResult predict(List<T> batch) {
        BatchResult result = predictor.predict(batch);
        usage = usage.plus(result.usage());
        if (result.logits().length != batch.size()) {
            throw new IllegalStateException(
                    "Cannot match logits with inputs: the model returned %d rows for a batch of %d"
                            .formatted(result.logits().length, batch.size()));
        }
        return result;
    }

    private void recordFailure(List<TokenizedWindow.Entry<T>> batch, RuntimeException failure) {
        int length = batch.get(0).tokens().count();
        if (!hasFailed) {
            hasFailed = true;
            LOG.warn("The model failed on a batch of {} rows of up to {} tokens", batch.size(), length, failure);
        }
        if (batch.size() > 1 && OutOfMemory.is(failure)) {
            tokenLimit = Math.max(1, Math.min(tokenLimit, batch.size() / 2 * length));
            LOG.warn("From now on a batch of this task holds up to {} tokens: {}", tokenLimit, failure.getMessage());
        }
    }

    /**
     * Retries a row: a failure that does not recur is ignored; for one that recurs, the row is refused if a control
     * input succeeds.
     */
    private void retry(TokenizedWindow<T> window, TokenizedWindow.Entry<T> entry, RuntimeException failure) {
        BatchResult result;
        try {
            result = predict(List.of(entry.tokens()));
        } catch (RuntimeException again) {
            requireControl(window, entry, failure);
            window.results()[entry.position()] =
                    new RowResult.Refusal(RejectionKind.MODEL_FAILED, "the model failed: " + failure.getMessage());
            return;
        }
        store(window, List.of(entry), result);
    }

    private void store(TokenizedWindow<T> window, List<TokenizedWindow.Entry<T>> batch, BatchResult result) {
        boolean allNotFinite = true;
        for (int i = 0; i < batch.size(); i++) {
            TokenizedWindow.Entry<T> entry = batch.get(i);
            RowResult row = result.row(i, entry.tokens());
            window.results()[entry.position()] = row;
            if (!(row instanceof RowResult.Refusal)) {
                remember(entry.tokens());
            }
            allNotFinite &= row instanceof RowResult.Refusal refusal && refusal.kind() == RejectionKind.NOT_FINITE;
        }
        if (allNotFinite) {
            String reason = ((RowResult.Refusal) window.results()[batch.get(0).position()]).reason();
            requireControl(window, batch.get(0), new IllegalStateException(reason));
        }
    }

    private void remember(T tokens) {
        if (processed == null || tokens.count() > processed.count()) {
            processed = tokens;
        }
    }

    private void requireControl(TokenizedWindow<T> window, TokenizedWindow.Entry<T> failed, RuntimeException failure) {
        try {
            T control = control(window, failed, OutOfMemory.is(failure));
            if (predict(List.of(control)).row(0, control) instanceof RowResult.Refusal refusal) {
                throw new IllegalStateException(refusal.reason());
            }
            remember(control);
        } catch (RuntimeException ofControl) {
            throw ControlInput.failed("the model", failure, ofControl);
        }
    }

    /** Returns a control input. After a failure for lack of memory, it is as long as the failed input. */
    private T control(TokenizedWindow<T> window, TokenizedWindow.Entry<T> failed, boolean asLong) {
        int tokens = asLong ? failed.tokens().count() : 1;
        return processed != null && processed.count() >= tokens
                ? processed
                : model.tokenize(ControlInput.like(window.inputs().get(failed.position()), tokens));
    }

    @Override
    public void close() {
        predictor.close();
    }
}
