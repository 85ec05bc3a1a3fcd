package io.sparkdistill.model;

import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A logits model is a loaded model that computes logits: a teacher, or a student that is evaluated or used as a
 * teacher. It is thread-safe; a {@link Predictor} is not.
 *
 * @param <T> the model's representation of an input
 */
public interface LogitsModel<T extends Tokens> extends AutoCloseable {
    /** Tokenizes an input, truncated to the model's maximum length. */
    T tokenize(ModelInput input);

    /**
     * Returns the same input with one token replaced by the largest token id of the tokenizer: an embedding table with
     * too few rows fails on it. The result is empty for a model that reads no token ids.
     */
    default Optional<T> withLargestId(T input) {
        return Optional.empty();
    }

    /**
     * Returns the number of tokens per batch that the model prefers to the configured limits; empty without a
     * preference.
     */
    default OptionalInt preferredBatchTokens() {
        return OptionalInt.empty();
    }

    /** Creates a predictor for the calling thread. */
    Predictor<T> newPredictor();

    /** Returns the number of trained parameters. */
    long parameterCount();

    /** Returns the memory of precomputed tables, in bytes, besides the parameters. */
    default long precomputedBytes() {
        return 0;
    }

    @Override
    void close();

    /** Computes predictions on one thread. */
    interface Predictor<T extends Tokens> extends AutoCloseable {
        /**
         * Computes the logits of a batch, and its hidden states if the model was loaded with them.
         *
         * @param batch one or more inputs
         * @throws IllegalStateException if the model fails, or has no hidden states
         */
        BatchResult predict(List<T> batch);

        @Override
        void close();
    }
}
