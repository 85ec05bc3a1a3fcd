package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * These settings name the texts that the verb answer answers.
 *
 * @param input entries like those of {@code input.unlabeled}; a label is only compared with the answers
 */
public record AnswerConfig(List<InputEntry> input) {
    public AnswerConfig {
        input = List.copyOf(input);
    }
}
