package io.sparkdistill.jobs.config;

import io.sparkdistill.text.TokenizerOutput;
import java.util.List;
import java.util.Optional;

/**
 * One teacher.
 *
 * @param key where the configuration names it, such as {@code teachers[0]}
 * @param model a TorchScript file, or the folder of a student
 * @param tokenizer a tokenizer.json; there for TorchScript, empty for a student
 * @param maxTokens longest input
 * @param inputs what the model's {@code forward} takes, in order
 * @param weight in the mean over several teachers, positive
 */
public record TeacherConfig(
        String key,
        String name,
        String model,
        Optional<String> tokenizer,
        int maxTokens,
        List<TokenizerOutput> inputs,
        double weight) {
    public TeacherConfig {
        inputs = List.copyOf(inputs);
    }
}
