package io.sparkdistill.model;

import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A loaded model that turns inputs into logits: a teacher, or a student that is evaluated or teaches in its turn.
 * Thread-safe; a {@link Predictor} is not.
 *
 * @param <T> the model's own form of an input
 */
public interface LogitsModel<T extends Tokens> extends AutoCloseable {
    /** Turns an input into what the model reads, cut to the model's limit. */
    T tokenize(ModelInput input);

    /**
     * The same input with the largest token id of the tokenizer in it, which an embedding of too few rows fails on; empty
     * for a model that reads no token ids.
     */
    default Optional<T> withLargestId(T input) {
        return Optional.empty();
    }

    /** How many tokens its batches hold, where it knows better than a setting that is made for large models. */
    default OptionalInt preferredBatchTokens() {
        return OptionalInt.empty();
    }

    /** A predictor for the calling thread. */
    Predictor<T> newPredictor();

    /** How many numbers the model has learned. */
    long parameterCount();

    /** Memory that it takes beside its parameters for tables that it has computed to answer faster. */
    default long precomputedBytes() {
        return 0;
    }

    @Override
    void close();

    /** Asks the model; belongs to one thread. */
    interface Predictor<T extends Tokens> extends AutoCloseable {
        /**
         * The logits of a batch, and its hidden states if the model was loaded for them.
         *
         * @param batch at least one input
         * @throws IllegalStateException if the model fails, or has no hidden states
         */
        BatchResult predict(List<T> batch);

        @Override
        void close();
    }
}
