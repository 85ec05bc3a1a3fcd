package io.sparkdistill.tensor;

import java.util.function.Function;

/**
 * Holds the parameters of a recurrent layer in one direction, with PyTorch's order of the gates: input, forget, cell,
 * output for an LSTM; reset, update, new for a GRU.
 *
 * @param <T> a tensor
 * @param inputWeight {@code (gates·hidden, inputs)}: PyTorch's {@code weight_ih}
 * @param hiddenWeight {@code (gates·hidden, hidden)}: PyTorch's {@code weight_hh}
 * @param inputBias {@code (gates·hidden)}: PyTorch's {@code bias_ih}
 * @param hiddenBias {@code (gates·hidden)}: PyTorch's {@code bias_hh}
 */
public record RecurrentWeights<T>(T inputWeight, T hiddenWeight, T inputBias, T hiddenBias) {
    /** Returns the parameters of a layer, whose names begin with that of the layer. */
    public static <T> RecurrentWeights<T> of(Weights<T> weights, String layer) {
        return new RecurrentWeights<>(
                weights.get(layer + ".input.weight"),
                weights.get(layer + ".hidden.weight"),
                weights.get(layer + ".input.bias"),
                weights.get(layer + ".hidden.bias"));
    }

    <U> RecurrentWeights<U> map(Function<T, U> change) {
        return new RecurrentWeights<>(
                change.apply(inputWeight),
                change.apply(hiddenWeight),
                change.apply(inputBias),
                change.apply(hiddenBias));
    }
}
