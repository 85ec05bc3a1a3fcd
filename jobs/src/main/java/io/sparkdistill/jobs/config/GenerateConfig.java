package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * These settings let a model behind an endpoint write texts about the rows of a table.
 *
 * @param input entries like those of {@code input.unlabeled}, whose rows are the sources
 * @param endpoint of the model; empty without one
 * @param examples whether the texts become examples of the transfer set, without labels
 */
public record GenerateConfig(List<InputEntry> input, Optional<EndpointConfig> endpoint, boolean examples) {
    /** The key of the group. */
    public static final String KEY = "generate";
    /** The key of {@link #examples}. */
    public static final String EXAMPLES = KEY + ".examples";

    public GenerateConfig {
        input = List.copyOf(input);
    }
}
