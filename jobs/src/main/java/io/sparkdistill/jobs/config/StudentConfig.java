package io.sparkdistill.jobs.config;

import io.sparkdistill.network.Network;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.TorchScriptModel;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;
import java.util.Optional;

/**
 * These settings describe the student that is trained.
 *
 * @param maxWords words to which texts are truncated
 * @param minCount occurrences that a word of the vocabulary has at least
 * @param maxSize words of the vocabulary, at most
 * @param embeddings initial word vectors
 */
public record StudentConfig(Kind kind, int maxWords, int minCount, int maxSize, EmbeddingsConfig embeddings) {
    /** A kind of student says what it supports; whatever else a configuration asks of the student is a problem. */
    public sealed interface Kind
            permits NetworkStudent, LogisticStudent, TreesStudent, XgboostStudent, TorchScriptStudent {
        /** The name of the kind or of its network in configurations and reports. */
        String name();

        /** The network that is trained from scratch; empty for other kinds. */
        default Optional<Network> network() {
            return Optional.empty();
        }

        /** The size of the word vectors; 0 if there are none. */
        default int wordVectorSize() {
            return network()
                    .flatMap(Network::wordVectors)
                    .map(WordVectors::size)
                    .orElse(0);
        }

        /** Whether it is trained in epochs, between which training can pause. */
        default boolean hasEpochs() {
            return false;
        }

        /** The problems of the settings of training and labeling with this kind of student. */
        default List<Problem> problems(TrainConfig train, LabelConfig label) {
            return List.of();
        }

        /**
         * Calls the method of the visitor for this kind. Behavior that the configuration itself knows is a method
         * above.
         */
        <T> T accept(Visitor<T> visitor);
    }

    /** A visitor has one method per kind of student. */
    public interface Visitor<T> {
        T network(NetworkStudent student);

        T logistic(LogisticStudent student);

        T trees(TreesStudent student);

        T xgboost(XgboostStudent student);

        T torchScript(TorchScriptStudent student);
    }

    /**
     * A problem is a setting that a kind of student does not support.
     *
     * @param key of the setting
     * @param message after the key: the rule and its reason
     */
    public record Problem(String key, String message) {}

    /** A network student is a network that is trained from scratch. */
    public record NetworkStudent(Network architecture) implements Kind {
        @Override
        public String name() {
            return architecture.name();
        }

        @Override
        public Optional<Network> network() {
            return Optional.of(architecture);
        }

        @Override
        public boolean hasEpochs() {
            return true;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.network(this);
        }
    }

    /**
     * A logistic student is a multinomial logistic regression on hashed n-grams or on features, fitted by MLlib.
     *
     * @param ngrams words of the longest n-gram
     * @param features buckets that n-grams are hashed to
     * @param regularization weight of half the squared norm of the weights
     * @param iterations of the optimizer, at most
     */
    public record LogisticStudent(int ngrams, int features, double regularization, int iterations) implements Kind {
        @Override
        public String name() {
            return LogisticModel.NAME;
        }

        @Override
        public List<Problem> problems(TrainConfig train, LabelConfig label) {
            return WeightedCopiesProblems.of(name(), train, label);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.logistic(this);
        }
    }

    /**
     * A student of trees is a decision tree or a random forest on features, fitted by MLlib.
     *
     * @param name name in the configuration: {@link #TREE} or {@link #FOREST}
     * @param trees number of trees; 1 for a decision tree
     * @param maxDepth splits on the way to a leaf, at most
     * @param maxBins values that a split of a feature is chosen from, at most
     * @param minWeightShare share of the weight of all examples that each side of a split has at least
     */
    public record TreesStudent(String name, int trees, int maxDepth, int maxBins, double minWeightShare)
            implements Kind {
        public static final String TREE = "tree";
        public static final String FOREST = "forest";

        @Override
        public List<Problem> problems(TrainConfig train, LabelConfig label) {
            return WeightedCopiesProblems.of(name, train, label);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.trees(this);
        }
    }

    /**
     * A student of XGBoost is an ensemble of gradient boosted trees on features. The names are those of XGBoost.
     *
     * @param rounds rounds of boosting: each adds one tree, or one tree per class if there are more than two classes
     * @param maxDepth splits on the way to a leaf, at most
     * @param learningRate factor of the values of new leaves
     * @param minChildWeight least sum of the second derivatives of the loss on each side of a split
     * @param lambda weight of half the squared norm of the values of the leaves
     * @param maxBins values that a split of a feature is chosen from, at most
     * @param subsample share of the examples that a round reads
     * @param columnShare share of the features that a tree reads
     * @param workers tasks of Spark that fit the trees together
     */
    public record XgboostStudent(
            int rounds,
            int maxDepth,
            double learningRate,
            double minChildWeight,
            double lambda,
            int maxBins,
            double subsample,
            double columnShare,
            int workers)
            implements Kind {
        public static final String NAME = "xgboost";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<Problem> problems(TrainConfig train, LabelConfig label) {
            return WeightedCopiesProblems.of(NAME, train, label);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.xgboost(this);
        }
    }

    /**
     * A TorchScript student is a TorchScript model that is fine-tuned.
     *
     * @param model a TorchScript file with parameters in float32
     * @param tokenizer a {@code tokenizer.json}
     * @param maxTokens to which inputs are truncated
     * @param inputs of the model's {@code forward}, in the order of its parameters
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
        public boolean hasEpochs() {
            return true;
        }

        @Override
        public List<Problem> problems(TrainConfig train, LabelConfig label) {
            return train.trainer() == TrainConfig.Trainer.PARTITION
                    ? List.of(new Problem(
                            "train.trainer",
                            "must be driver for student.network torchscript: each round would send the whole model to every"
                                    + " partition and back, with the optimizer's state three times its size"))
                    : List.of();
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.torchScript(this);
        }
    }
}
