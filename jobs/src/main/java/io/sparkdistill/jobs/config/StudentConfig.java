package io.sparkdistill.jobs.config;

import io.sparkdistill.network.Network;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.TorchScriptModel;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;
import java.util.function.Function;

/**
 * The student to be trained.
 *
 * @param maxWords texts are cut to so many words
 * @param minCount words seen less often are unknown
 * @param maxSize size of the vocabulary
 * @param embeddings where the word vectors start
 */
public record StudentConfig(Kind kind, int maxWords, int minCount, int maxSize, EmbeddingsConfig embeddings) {
    /** What is trained. */
    public sealed interface Kind permits NetworkStudent, LogisticStudent, TorchScriptStudent {
        /** What it is called in configurations and reports. */
        String name();

        /** What one of these functions makes of it: that of its kind. */
        <T> T choose(
                Function<NetworkStudent, T> network,
                Function<LogisticStudent, T> logistic,
                Function<TorchScriptStudent, T> torchScript);
    }

    /** A network with new parameters. */
    public record NetworkStudent(Network network) implements Kind {
        @Override
        public String name() {
            return network.name();
        }

        @Override
        public <T> T choose(
                Function<NetworkStudent, T> network,
                Function<LogisticStudent, T> logistic,
                Function<TorchScriptStudent, T> torchScript) {
            return network.apply(this);
        }
    }

    /**
     * Multinomial logistic regression on hashed n-grams, fitted by MLlib.
     *
     * @param ngrams words of the longest n-gram
     * @param features places that n-grams are hashed to
     * @param regularization weight of half the squared norm of the weights
     * @param iterations of the optimizer, at most
     */
    public record LogisticStudent(int ngrams, int features, double regularization, int iterations) implements Kind {
        @Override
        public String name() {
            return LogisticModel.NAME;
        }

        @Override
        public <T> T choose(
                Function<NetworkStudent, T> network,
                Function<LogisticStudent, T> logistic,
                Function<TorchScriptStudent, T> torchScript) {
            return logistic.apply(this);
        }
    }

    /**
     * A TorchScript model that is trained further.
     *
     * @param model a TorchScript file with parameters in float32
     * @param tokenizer a tokenizer.json
     * @param maxTokens longest input
     * @param inputs what the model's {@code forward} takes, in order
     */
    public record TorchScriptStudent(String model, String tokenizer, int maxTokens, List<TokenizerOutput> inputs)
            implements Kind {
        public TorchScriptStudent {
            inputs = List.copyOf(inputs);
        }

        @Override
        public String name() {
            return TorchScriptModel.NAME;
        }

        @Override
        public <T> T choose(
                Function<NetworkStudent, T> network,
                Function<LogisticStudent, T> logistic,
                Function<TorchScriptStudent, T> torchScript) {
            return torchScript.apply(this);
        }
    }
}
