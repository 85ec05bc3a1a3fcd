package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A multilayer perceptron on dense features: for every hidden layer dense, ReLU, dropout; then a dense layer to the
 * logits. Without hidden layers it is multinomial logistic regression.
 *
 * @param hidden units of every hidden layer, first to last
 * @param dropout share of the hidden values left out in training, in [0, 1)
 */
public record Mlp(List<Integer> hidden, double dropout) implements Network {
    public static final String NAME = "mlp";

    public Mlp {
        hidden = List.copyOf(hidden);
        if (hidden.stream().anyMatch(units -> units < 1)) {
            throw new IllegalArgumentException("Cannot make an mlp: a hidden layer has one unit or more: " + hidden);
        }
        Dropout.checkRate(dropout);
    }

    /** Two hidden layers of 256 units. */
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
            throw new IllegalArgumentException("Cannot build an mlp: it reads features, and the task has text");
        }
        List<ParameterShape> parameters = new ArrayList<>();
        long inputs = task.featureCount();
        for (int layer = 0; layer < hidden.size(); layer++) {
            parameters.addAll(Layers.denseParameters(layerName(layer), inputs, hidden.get(layer)));
            inputs = hidden.get(layer);
        }
        parameters.addAll(Layers.denseParameters(OUTPUT, inputs, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public NDArray hidden(Weights weights, Inputs inputs, Dropout dropouts) {
        NDArray values = inputs.features();
        for (int layer = 0; layer < hidden.size(); layer++) {
            values = dropouts.apply(Layers.relu(Layers.dense(weights, layerName(layer), values)), dropout);
        }
        return values;
    }

    private static String layerName(int layer) {
        return "hidden" + layer;
    }

    @Override
    public Value onnx(OnnxLayers layers, OnnxLayers.OnnxInputs inputs) {
        Value values = inputs.features();
        for (int layer = 0; layer < hidden.size(); layer++) {
            values = layers.graph().apply("Relu", layers.dense(layerName(layer), values));
        }
        return layers.dense(OUTPUT, values);
    }
}
