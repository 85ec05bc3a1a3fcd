package io.sparkdistill.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The architecture of a student: its sizes, and how logits come from an input. A network holds no parameters.
 *
 * <p>As JSON it is its sizes and a property {@code type}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BiLstm.class, name = BiLstm.NAME),
    @JsonSubTypes.Type(value = BiGru.class, name = BiGru.NAME),
    @JsonSubTypes.Type(value = Cnn.class, name = Cnn.NAME),
    @JsonSubTypes.Type(value = Transformer.class, name = Transformer.NAME),
    @JsonSubTypes.Type(value = Mlp.class, name = Mlp.NAME)
})
public sealed interface Network extends Serializable permits BiLstm, BiGru, Cnn, Transformer, Mlp {
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
     */
    <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs);

    /** The logits {@code (rows, classes)} that come from hidden states: the last layer, a dense one. */
    default <T> T logits(TensorOps<T> ops, Weights<T> weights, T hidden) {
        return Layers.linear(ops, weights, OUTPUT, hidden);
    }

    /** The width of its hidden states for a task. */
    default long hiddenWidth(TaskShape task) {
        return parameters(task).stream()
                .filter(parameter -> parameter.name().equals(OUTPUT + ".weight"))
                .mapToLong(parameter -> parameter.sizes().get(1))
                .findFirst()
                .orElseThrow();
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
