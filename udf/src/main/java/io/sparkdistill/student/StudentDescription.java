package io.sparkdistill.student;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.text.Vocabulary;
import java.util.List;

/**
 * Describes the folder of a student. It is the content of {@code student.json}: the {@code type} of the student, the
 * {@code version} of the folder's format, and the properties of the type.
 *
 * <p>Version 1 is that of spark-distill 0.1.0. It is still read, but not written.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudentDescription.Network.class, name = StudentDescription.NETWORK),
    @JsonSubTypes.Type(value = StudentDescription.Logistic.class, name = LogisticModel.NAME),
    @JsonSubTypes.Type(value = StudentDescription.Trees.class, name = TreesModel.NAME),
    @JsonSubTypes.Type(value = StudentDescription.BoostedTrees.class, name = BoostedTreesModel.NAME),
    @JsonSubTypes.Type(value = StudentDescription.TorchScript.class, name = TorchScriptModel.NAME)
})
@JsonPropertyOrder({"type", "version"})
public sealed interface StudentDescription {
    /** The name of the file of the description. */
    String FILE = "student.json";
    /** The name of the file of parameters. A TorchScript student has none: its model file holds its parameters. */
    String PARAMETERS = "parameters.safetensors";
    /** The version of folders that this release writes. */
    int VERSION = 2;
    /** The type name of networks. */
    String NETWORK = "network";

    /** Returns the version of the folder's format. */
    int version();

    /** Returns the number of logits. */
    int classes();

    /** Returns the names of the files that inference reads, {@value #FILE} included. */
    List<String> files();

    /** Calls the visitor's method for this type of student. */
    <T> T accept(Visitor<T> visitor);

    /**
     * Has one method for each type of student.
     *
     * @param <T> result of the methods
     */
    interface Visitor<T> {
        T network(Network network);

        T logistic(Logistic logistic);

        T trees(Trees trees);

        T boostedTrees(BoostedTrees boostedTrees);

        T torchScript(TorchScript torchScript);
    }

    /**
     * Describes a network of this project.
     *
     * @param maximumWords number of words after which a text is truncated; 0 for features
     */
    record Network(int version, io.sparkdistill.network.Network network, TaskShape task, int maximumWords)
            implements StudentDescription {
        @Override
        public int classes() {
            return task.classes();
        }

        @Override
        public List<String> files() {
            String parameters = version == Version1.VERSION ? Version1.PARAMETERS : PARAMETERS;
            return task.readsText() ? List.of(FILE, parameters, Vocabulary.FILE) : List.of(FILE, parameters);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.network(this);
        }
    }

    /** Describes a logistic regression on hashed terms or on features. */
    record Logistic(int version, LogisticModel.Shape logistic) implements StudentDescription {
        @Override
        public int classes() {
            return logistic.classes();
        }

        @Override
        public List<String> files() {
            return List.of(FILE, version == Version1.VERSION ? Version1.WEIGHTS : PARAMETERS);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.logistic(this);
        }
    }

    /** Describes a decision tree or a random forest on features. */
    record Trees(int version, TreeShape trees) implements StudentDescription {
        @Override
        public int classes() {
            return trees.classes();
        }

        @Override
        public List<String> files() {
            return List.of(FILE, PARAMETERS);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.trees(this);
        }
    }

    /** Describes gradient boosted trees on features. */
    record BoostedTrees(int version, TreeShape boostedTrees) implements StudentDescription {
        @Override
        public int classes() {
            return boostedTrees.classes();
        }

        @Override
        public List<String> files() {
            return List.of(FILE, PARAMETERS);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.boostedTrees(this);
        }
    }

    /** Describes a TorchScript model. */
    record TorchScript(int version, TorchScriptDescription torchscript) implements StudentDescription {
        @Override
        public int classes() {
            return torchscript.classes();
        }

        @Override
        public List<String> files() {
            return List.of(FILE, TorchScriptDescription.MODEL, TorchScriptDescription.TOKENIZER);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.torchScript(this);
        }
    }
}
