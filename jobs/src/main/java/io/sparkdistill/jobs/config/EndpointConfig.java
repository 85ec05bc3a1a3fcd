package io.sparkdistill.jobs.config;

import io.sparkdistill.endpoint.EndpointSettings;
import io.sparkdistill.model.Usage;

/**
 * Describes a model behind an endpoint.
 *
 * @param settings of the requests and their answers
 * @param prompt path of the template
 * @param price of its tokens
 */
public record EndpointConfig(EndpointSettings settings, String prompt, Price price) {
    /**
     * Holds prices per million tokens, in any currency.
     *
     * @param input of tokens of prompts
     * @param output of tokens of answers
     */
    public record Price(double input, double output) {
        private static final double MILLION = 1e6;

        /** The price of a model in this process. */
        public static final Price NONE = new Price(0, 0);

        /** Returns the cost of a usage. */
        public double of(Usage usage) {
            return (usage.promptTokens() * input + usage.completionTokens() * output) / MILLION;
        }
    }
}
