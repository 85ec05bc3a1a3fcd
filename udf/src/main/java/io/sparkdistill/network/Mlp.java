package io.sparkdistill.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A multilayer perceptron classifies dense features by these layers: dropout of the features; for each hidden layer a dense
 * layer, ReLU and dropout; then a dense layer to the logits. Without hidden layers it is multinomial logistic regression.
 *
 * @param hidden units of each hidden layer, first to last
 * @param dropout dropout rate of the hidden values, in [0, 1)
 * @param inputDropout dropout rate of the features, in [0, 1)
 */
public record Mlp(
        List<Integer> hidden,
        double dropout,
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = JsonDefaults.Zero.class) double inputDropout)
        implements Network {
    public static final String NAME = "mlp";

    public Mlp {
        hidden = List.copyOf(hidden);
        if (hidden.stream().anyMatch(units -> units < 1)) {
            throw new IllegalArgumentException(
                    "Cannot create an mlp: its hidden layers must have at least one unit: " + hidden);
        }
        Dropout.checkRate(dropout);
        Dropout.checkRate(inputDropout);
    }

    /** Creates a network without dropout of the features. */
    public Mlp(List<Integer> hidden, double dropout) {
        this(hidden, dropout, 0);
    }

    /** Returns the network with two hidden layers of 256 units. */
    public static Mlp standard() {
        return new Mlp(List.of(256, 256), 0.1);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<WordVectors> wordVectors() {
        return Optional.empty();
    }

    @Override
    public List<ParameterShape> parameters(TaskShape task) {
        if (task.readsText()) {
            throw new IllegalArgumentException("Cannot create an mlp: it reads features, but the task has text");
        }
        List<ParameterShape> parameters = new ArrayList<>();
        long inputs = task.featureCount();
        for (int layer = 0; layer < hidden.size(); layer++) {
            parameters.addAll(Layers.linearParameters(layerName(layer), inputs, hidden.get(layer)));
            inputs = hidden.get(layer);
        }
        parameters.addAll(Layers.linearParameters(OUTPUT, inputs, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs) {
        T values = ops.dropout(inputs.features(), inputDropout);
        for (int layer = 0; layer < hidden.size(); layer++) {
            values = ops.dropout(ops.relu(Layers.linear(ops, weights, layerName(layer), values)), dropout);
        }
        return values;
    }

    private static String layerName(int layer) {
        return "hidden" + layer;
    }
}
