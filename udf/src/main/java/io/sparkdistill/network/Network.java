package io.sparkdistill.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import io.sparkdistill.text.HashedNgrams;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A network is the architecture of a student: its sizes, the shapes of its parameters, and the computation of hidden
 * states and logits. It holds no parameters.
 *
 * <p>In JSON it has its sizes and a property {@code type}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BiLstm.class, name = BiLstm.NAME),
    @JsonSubTypes.Type(value = BiGru.class, name = BiGru.NAME),
    @JsonSubTypes.Type(value = Cnn.class, name = Cnn.NAME),
    @JsonSubTypes.Type(value = Transformer.class, name = Transformer.NAME),
    @JsonSubTypes.Type(value = StaticVectors.class, name = StaticVectors.NAME),
    @JsonSubTypes.Type(value = Mlp.class, name = Mlp.NAME)
})
public sealed interface Network extends Serializable permits BiLstm, BiGru, Cnn, Transformer, StaticVectors, Mlp {
    /** The name of the last layer. */
    String OUTPUT = "output";

    /** Returns the name of the network in configurations and reports. */
    String name();

    /** Returns the word vectors; empty for a network that reads features. */
    Optional<WordVectors> wordVectors();

    /** Returns the n-grams that the network reads besides words; {@link HashedNgrams#NONE} for most networks. */
    default HashedNgrams ngrams() {
        return HashedNgrams.NONE;
    }

    /**
     * Returns the shapes of the parameters for a task, in a fixed order.
     *
     * @throws IllegalArgumentException if the network cannot read the inputs of the task
     */
    List<ParameterShape> parameters(TaskShape task);

    /**
     * Computes the hidden states of a batch, {@code (rows, width)}: the inputs of the last layer. Padding never changes
     * them.
     */
    <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs);

    /** Computes the logits of hidden states, {@code (rows, classes)}: the last layer, a dense one. */
    default <T> T logits(TensorOps<T> ops, Weights<T> weights, T hidden) {
        return Layers.linear(ops, weights, OUTPUT, hidden);
    }

    /** Returns the width of the hidden states for a task. */
    default long hiddenWidth(TaskShape task) {
        return parameters(task).stream()
                .filter(parameter -> parameter.name().equals(OUTPUT + ".weight"))
                .mapToLong(parameter -> parameter.sizes().get(1))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the number of parameter values for a task. */
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
