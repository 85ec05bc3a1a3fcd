package io.sparkdistill.student;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.text.Vocabulary;
import java.util.List;

/**
 * The content of {@code student.json}, which says what the folder of a student holds: its {@code type}, the
 * {@code version} of the folder's format, and what the type needs.
 *
 * <p>Version 1 is that of spark-distill 0.1.0. It is read and no longer written.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudentDescription.Network.class, name = StudentDescription.NETWORK),
    @JsonSubTypes.Type(value = StudentDescription.Logistic.class, name = LogisticModel.NAME),
    @JsonSubTypes.Type(value = StudentDescription.TorchScript.class, name = TorchScriptModel.NAME)
})
@JsonPropertyOrder({"type", "version"})
public sealed interface StudentDescription {
    /** Name of the file. */
    String FILE = "student.json";
    /** Name of the file of the parameters; a TorchScript model keeps its own in its file. */
    String PARAMETERS = "parameters.safetensors";
    /** The version that is written. */
    int VERSION = 2;
    /** The type of networks. */
    String NETWORK = "network";

    /** The version of the folder's format. */
    int version();

    /** Number of logits. */
    int classes();

    /** Names of the files in the folder that inference reads, this one included. */
    List<String> files();

    /** Calls the method of its type. */
    <T> T accept(Visitor<T> visitor);

    /**
     * Handles every type of student.
     *
     * @param <T> what comes of it
     */
    interface Visitor<T> {
        T network(Network network);

        T logistic(Logistic logistic);

        T torchScript(TorchScript torchScript);
    }

    /**
     * A network of this project.
     *
     * @param maximumWords to which texts are cut; 0 for features
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

    /** Logistic regression on hashed terms. */
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

    /** A TorchScript model. */
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
