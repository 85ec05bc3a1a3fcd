package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sparkdistill.onnx.OnnxGraph;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The architecture of a student: its sizes, and how logits come from an input. A network holds no parameters.
 *
 * <p>As JSON it is its sizes and a property {@code type}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BiLstm.class, name = BiLstm.NAME),
    @JsonSubTypes.Type(value = Cnn.class, name = Cnn.NAME),
    @JsonSubTypes.Type(value = Transformer.class, name = Transformer.NAME),
    @JsonSubTypes.Type(value = Mlp.class, name = Mlp.NAME)
})
public sealed interface Network extends Serializable permits BiLstm, Cnn, Transformer, Mlp {
    /** Name of the last layer. */
    String OUTPUT = "output";

    /** What it is called in configurations and reports. */
    String name();

    /** How it turns words into vectors; empty if it reads features. */
    Optional<WordVectors> wordVectors();

    /**
     * Its parameters for a task, in a fixed order.
     *
     * @throws IllegalArgumentException when it cannot read such inputs
     */
    List<ParameterShape> parameters(TaskShape task);

    /**
     * The hidden states {@code (rows, width)} of a batch: the vector of each row that the last layer reads. Padding never
     * changes them.
     *
     * @param dropout what is left out; {@link Dropout#none()} outside training
     */
    NDArray hidden(Weights weights, Inputs inputs, Dropout dropout);

    /** The logits {@code (rows, classes)} that come from hidden states: the last layer, a dense one. */
    default NDArray logits(Weights weights, NDArray hidden) {
        return Layers.dense(weights, OUTPUT, hidden);
    }

    /** The width of its hidden states for a task. */
    default long hiddenWidth(TaskShape task) {
        return parameters(task).stream()
                .filter(parameter -> parameter.name().equals(OUTPUT + ".weight"))
                .mapToLong(parameter -> parameter.sizes().get(1))
                .findFirst()
                .orElseThrow();
    }

    /** The logits {@code (rows, classes)} of a batch as operators of a graph, nothing left out: what {@link #logits} gives. */
    OnnxGraph.Value onnx(OnnxLayers layers, OnnxLayers.OnnxInputs inputs);

    /**
     * What it can compute of every word before it reads any text: tables with one row a word, which {@link #logits} finds
     * among the weights of a model that is asked and no longer trained. A network that has some reads its words by them
     * alone.
     *
     * @param weights with whole embedding tables
     */
    default Map<String, NDArray> ofEveryWord(Weights weights) {
        return Map.of();
    }

    /** How many values per word the tables of {@link #ofEveryWord} hold, all of them together. */
    default long precomputedValuesPerWord() {
        return 0;
    }

    /** How many values it has for a task. */
    default ParameterCount parameterCount(TaskShape task) {
        long embeddings = 0;
        long others = 0;
        for (ParameterShape parameter : parameters(task)) {
            switch (parameter.kind()) {
                case EMBEDDING, FROZEN_EMBEDDING -> embeddings += parameter.count();
                case DENSE -> others += parameter.count();
            }
        }
        return new ParameterCount(embeddings, others);
    }
}
