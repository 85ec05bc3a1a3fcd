package io.sparkdistill.jobs.config;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;
import java.util.Optional;

/**
 * One teacher.
 *
 * @param key where the configuration names it, such as {@code teachers[0]}
 * @param model a TorchScript or ONNX file, or the folder of a student
 * @param variant of the sweep whose student this is; empty for a model from elsewhere
 * @param tokenizer a tokenizer.json; there for an exported model that reads text, else empty
 * @param maxTokens longest input
 * @param inputs what an exported model that reads text takes, in order
 * @param output what an exported model returns, and in which order
 * @param weight in the mean over several teachers, positive
 */
public record TeacherConfig(
        String key,
        String name,
        String model,
        Optional<String> variant,
        Optional<String> tokenizer,
        int maxTokens,
        List<TokenizerOutput> inputs,
        ModelOutput output,
        double weight) {
    public TeacherConfig {
        inputs = List.copyOf(inputs);
    }

    /** The same model under another name and in another folder. */
    public TeacherConfig at(String otherName, String folder) {
        return new TeacherConfig(key, otherName, folder, variant, tokenizer, maxTokens, inputs, output, weight);
    }

    /** The format of an exported model; empty for a student. A file of another name with a tokenizer is TorchScript. */
    public Optional<ModelFormat> format() {
        Optional<ModelFormat> format = ModelFormat.of(model);
        return format.isEmpty() && tokenizer.isPresent() ? Optional.of(ModelFormat.TORCH_SCRIPT) : format;
    }
}
