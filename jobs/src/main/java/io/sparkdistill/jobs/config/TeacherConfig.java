package io.sparkdistill.jobs.config;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A teacher is an exported model, a student of an earlier training, or a model behind an endpoint.
 *
 * @param key where the configuration names it, such as {@code teachers[0]}
 * @param name of the teacher in tables and reports
 * @param weight in the mean over several teachers, positive
 * @param endpoint of a model that another server runs; empty for a model of files
 */
public record TeacherConfig(
        String key, String name, Files files, Signature signature, double weight, Optional<EndpointConfig> endpoint) {
    /** Lists the ways to choose among the files of a teacher. */
    public enum Choice {
        /** The file {@code model} labels. */
        MODEL,
        /** The fastest file that agrees with {@code model} labels. */
        FASTEST
    }

    /**
     * Names the files that hold the model of a teacher.
     *
     * @param model a TorchScript or ONNX file, the folder of a student, or the name of a model at an endpoint
     * @param alternatives files that hold the same model for another engine or in another precision
     * @param choice which of these files labels
     * @param variant of the sweep whose student this is; empty for any other model
     * @param tokenizer a {@code tokenizer.json}; present for an exported model of texts only
     * @param sha256 required SHA-256 of the model's file, in lower-case hexadecimal digits; empty to accept any
     */
    public record Files(
            String model,
            List<String> alternatives,
            Choice choice,
            Optional<String> variant,
            Optional<String> tokenizer,
            Optional<String> sha256) {
        public Files {
            alternatives = List.copyOf(alternatives);
        }
    }

    /**
     * Describes the inputs that an exported model reads and the output that it returns.
     *
     * @param maxTokens to which inputs are truncated
     * @param inputs of a model of texts, in the order of its parameters
     * @param zeroShot how a model of natural-language inference classifies; empty for a model of the task's classes
     */
    public record Signature(
            int maxTokens, List<TokenizerOutput> inputs, ModelOutput output, Optional<ZeroShotConfig> zeroShot) {
        public Signature {
            inputs = List.copyOf(inputs);
        }
    }

    /** The file of the model, the folder of the student, or the name of a model at an endpoint. */
    public String model() {
        return files.model();
    }

    /** The variant of the sweep whose student this is. */
    public Optional<String> variant() {
        return files.variant();
    }

    /** The {@code tokenizer.json} of an exported model of texts. */
    public Optional<String> tokenizer() {
        return files.tokenizer();
    }

    /** The required SHA-256 of the model's file, in lower-case hexadecimal digits. */
    public Optional<String> sha256() {
        return files.sha256();
    }

    /** The number of tokens to which inputs are truncated. */
    public int maxTokens() {
        return signature.maxTokens();
    }

    /** The inputs of a model of texts, in the order of its parameters. */
    public List<TokenizerOutput> inputs() {
        return signature.inputs();
    }

    /** What the outputs of an exported model are, and in which order. */
    public ModelOutput output() {
        return signature.output();
    }

    /** How a model of natural-language inference classifies texts; empty for a model of the task's classes. */
    public Optional<ZeroShotConfig> zeroShot() {
        return signature.zeroShot();
    }

    /** Returns the price of its tokens; nothing for a teacher from files. */
    public EndpointConfig.Price price() {
        return endpoint.map(EndpointConfig::price).orElse(EndpointConfig.Price.NONE);
    }

    /** Returns this teacher with another name and another folder of the student. */
    public TeacherConfig at(String otherName, String folder) {
        return new TeacherConfig(
                key,
                otherName,
                new Files(folder, List.of(), Choice.MODEL, files.variant(), files.tokenizer(), Optional.empty()),
                signature,
                weight,
                endpoint);
    }

    /** Whether the fastest of several files labels. */
    public boolean choosesFastest() {
        return files.choice() == Choice.FASTEST;
    }

    /** Returns this teacher and the same teacher in each of its other files. */
    public List<TeacherConfig> candidates() {
        return Stream.concat(Stream.of(this), files.alternatives().stream().map(file -> at(name, file)))
                .distinct()
                .toList();
    }

    /**
     * The format of an exported model; empty for a student and for an endpoint. A file whose name shows no format is
     * TorchScript if the teacher has a tokenizer.
     */
    public Optional<ModelFormat> format() {
        if (endpoint.isPresent()) {
            return Optional.empty();
        }
        Optional<ModelFormat> format = ModelFormat.of(model());
        return format.isEmpty() && tokenizer().isPresent() ? Optional.of(ModelFormat.TORCH_SCRIPT) : format;
    }
}
