package io.sparkdistill.batching;

import io.sparkdistill.engine.OutOfMemory;
import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a model about batches, and tells a bad row from a failing machine. When a batch fails, the model is asked a
 * control: an input that it has answered before in this task, or else one of its own kind. If that fails too, the task
 * ends with the first failure as the cause, so that Spark tries it elsewhere; a dead engine is asked twice. Otherwise the
 * batch is halved until only the rows that fail are left, and these are refused. A batch that is too large for the
 * memory is halved too, and so are those that follow.
 */
final class FaultTolerantPredictor<T extends Tokens> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultTolerantPredictor.class);

    private final LogitsModel<T> model;
    private final LogitsModel.Predictor<T> predictor;
    /** The longest input that the model has answered for the task. */
    private T answered;

    private boolean hasFailed;
    private int mostTokens = Integer.MAX_VALUE;

    FaultTolerantPredictor(LogitsModel<T> model) {
        this.model = model;
        this.predictor = model.newPredictor();
    }

    /** How many tokens a batch should hold at most, padding included, by what the memory was too small for. */
    int mostTokens() {
        return mostTokens;
    }

    /**
     * Answers a batch of the window, whose first input is the longest.
     *
     * @return whether it was answered at once
     * @throws IllegalStateException if the model fails on a control too
     */
    boolean predict(TokenizedWindow<T> window, List<TokenizedWindow.Entry<T>> batch) {
        if (batch.size() > 1 && batch.size() * batch.get(0).tokens().count() > mostTokens) {
            askHalves(window, batch);
            return false;
        }
        BatchResult said;
        try {
            said = predict(batch.stream().map(TokenizedWindow.Entry::tokens).toList());
        } catch (RuntimeException failure) {
            note(batch, failure);
            if (batch.size() > 1) {
                requireControl(window, batch.get(0), failure);
                askHalves(window, batch);
            } else {
                askAgain(window, batch.get(0), failure);
            }
            return false;
        }
        take(window, batch, said);
        return true;
    }

    private void askHalves(TokenizedWindow<T> window, List<TokenizedWindow.Entry<T>> batch) {
        int half = batch.size() / 2;
        predict(window, batch.subList(0, half));
        predict(window, batch.subList(half, batch.size()));
    }

    private BatchResult predict(List<T> batch) {
        BatchResult said = predictor.predict(batch);
        if (said.logits().length != batch.size()) {
            throw new IllegalStateException(
                    "Cannot match logits with inputs: the model returned %d rows for a batch of %d"
                            .formatted(said.logits().length, batch.size()));
        }
        return said;
    }

    private void note(List<TokenizedWindow.Entry<T>> batch, RuntimeException failure) {
        int length = batch.get(0).tokens().count();
        if (!hasFailed) {
            hasFailed = true;
            LOG.warn("The model failed on a batch of {} rows of up to {} tokens", batch.size(), length, failure);
        }
        if (batch.size() > 1 && OutOfMemory.is(failure)) {
            mostTokens = Math.max(1, Math.min(mostTokens, batch.size() / 2 * length));
            LOG.warn("From now on a batch of this task holds up to {} tokens: {}", mostTokens, failure.getMessage());
        }
    }

    /** A failure that does not come again is nobody's; for one that does, the row is blamed if a control is answered. */
    private void askAgain(TokenizedWindow<T> window, TokenizedWindow.Entry<T> entry, RuntimeException failure) {
        BatchResult said;
        try {
            said = predict(List.of(entry.tokens()));
        } catch (RuntimeException again) {
            requireControl(window, entry, failure);
            window.answers()[entry.position()] =
                    new RowResult.Refusal(RejectionKind.MODEL_FAILED, "the model failed: " + failure.getMessage());
            return;
        }
        take(window, List.of(entry), said);
    }

    private void take(TokenizedWindow<T> window, List<TokenizedWindow.Entry<T>> batch, BatchResult said) {
        boolean anyGiven = false;
        for (int i = 0; i < batch.size(); i++) {
            TokenizedWindow.Entry<T> entry = batch.get(i);
            RowResult answer = said.to(i, entry.tokens());
            window.answers()[entry.position()] = answer;
            if (answer instanceof RowResult.Prediction) {
                anyGiven = true;
                remember(entry.tokens());
            }
        }
        if (!anyGiven) {
            String reason = ((RowResult.Refusal) window.answers()[batch.get(0).position()]).reason();
            requireControl(window, batch.get(0), new IllegalStateException(reason));
        }
    }

    private void remember(T tokens) {
        if (answered == null || tokens.count() > answered.count()) {
            answered = tokens;
        }
    }

    private void requireControl(TokenizedWindow<T> window, TokenizedWindow.Entry<T> failed, RuntimeException failure) {
        try {
            T control = control(window, failed, OutOfMemory.is(failure));
            if (predict(List.of(control)).to(0, control) instanceof RowResult.Refusal refused) {
                throw new IllegalStateException(refused.reason());
            }
            remember(control);
        } catch (RuntimeException ofControl) {
            throw ControlInput.failed("the model", failure, ofControl);
        }
    }

    /** Where memory is short, a control needs as much of it. */
    private T control(TokenizedWindow<T> window, TokenizedWindow.Entry<T> failed, boolean asLong) {
        int tokens = asLong ? failed.tokens().count() : 1;
        return answered != null && answered.count() >= tokens
                ? answered
                : model.tokenize(ControlInput.like(window.inputs().get(failed.position()), tokens));
    }

    @Override
    public void close() {
        predictor.close();
    }
}
