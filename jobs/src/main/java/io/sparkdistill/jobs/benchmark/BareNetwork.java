package io.sparkdistill.jobs.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.student.StudentModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Computes a network in plain DJL, with the sizes of a network of this project and its parameters in the same order.
 */
sealed interface BareNetwork {
    /** Returns the logits of a batch in training, one row per example. */
    NDArray logits(NDManager manager, NDList weights, List<Example> batch);

    /** Returns the network of a student in plain DJL; present for mlp, and for bilstm with single texts. */
    static Optional<BareNetwork> like(StudentModel model) {
        if (model.network() instanceof Mlp mlp) {
            return Optional.of(new Perceptron(mlp));
        }
        return model.network() instanceof BiLstm lstm && model.task().sentences() == 1
                ? Optional.of(new Lstm(lstm))
                : Optional.empty();
    }

    /** A perceptron consists of dense layers with ReLU between them. */
    record Perceptron(Mlp sizes) implements BareNetwork {
        @Override
        public NDArray logits(NDManager manager, NDList weights, List<Example> batch) {
            NDArray values =
                    manager.create(batch.stream().map(Example::features).toArray(float[][]::new));
            int last = weights.size() - 2;
            for (int layer = 0; layer < last; layer += 2) {
                NDArray hidden =
                        dense(values, weights, layer).getNDArrayInternal().relu();
                values = dropout(hidden, sizes.dropout());
            }
            return dense(values, weights, last);
        }
    }

    /** Runs DJL's bidirectional LSTM over the padded batch, then max pooling over time and two dense layers. */
    record Lstm(BiLstm sizes) implements BareNetwork {
        private static final int LSTM = 1;
        private static final int CLASSIFIER = 9;
        private static final int OUTPUT = 11;

        @Override
        public NDArray logits(NDManager manager, NDList weights, List<Example> batch) {
            NDArray words = manager.create(padded(batch));
            NDArray vectors = Embedding.embedding(words, weights.get(0), SparseFormat.DENSE)
                    .singletonOrThrow();
            NDArray input = dropout(vectors, sizes.dropout());
            NDArray zero = manager.zeros(new Shape(2, batch.size(), sizes.hidden()));
            NDArray pooled = input.getNDArrayInternal()
                    .lstm(
                            input,
                            new NDList(zero, zero),
                            new NDList(weights.subList(LSTM, CLASSIFIER)),
                            true,
                            1,
                            0,
                            true,
                            true,
                            true)
                    .get(0)
                    .max(new int[] {1});
            NDArray classified =
                    dense(pooled, weights, CLASSIFIER).getNDArrayInternal().relu();
            return dense(dropout(classified, sizes.dropout()), weights, OUTPUT);
        }

        private static long[][] padded(List<Example> batch) {
            int length =
                    Math.max(1, batch.stream().mapToInt(Example::length).max().orElseThrow());
            return batch.stream()
                    .map(example -> Arrays.copyOf(
                            Arrays.stream(example.words()).asLongStream().toArray(), length))
                    .toArray(long[][]::new);
        }
    }

    private static NDArray dense(NDArray input, NDList weights, int place) {
        return input.getNDArrayInternal()
                .linear(input, weights.get(place), weights.get(place + 1))
                .singletonOrThrow();
    }

    private static NDArray dropout(NDArray input, double rate) {
        NDArrayEx operators = input.getNDArrayInternal();
        return rate == 0 ? input : operators.dropout(input, (float) rate, true).singletonOrThrow();
    }
}
