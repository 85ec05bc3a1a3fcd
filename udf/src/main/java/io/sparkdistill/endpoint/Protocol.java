package io.sparkdistill.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.endpoint.Choice.TokenProbability;
import io.sparkdistill.model.Usage;
import java.util.ArrayList;
import java.util.List;

/** Lists the kinds of requests of OpenAI's protocol. */
public enum Protocol {
    /** Chat completions: the prompt is the only message, of the user; the server applies the model's chat template. */
    CHAT {
        @Override
        String path() {
            return "chat/completions";
        }

        @Override
        void prompt(ObjectNode body, String prompt) {
            body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        }

        @Override
        void requestLogProbabilities(ObjectNode body, int top) {
            body.put("logprobs", true).put("top_logprobs", top);
        }

        @Override
        JsonNode text(JsonNode choice) {
            return choice.path("message").path("content");
        }
    },
    /** Completions: the prompt is continued as it is. */
    COMPLETIONS {
        @Override
        String path() {
            return "completions";
        }

        @Override
        void prompt(ObjectNode body, String prompt) {
            body.put("prompt", prompt);
        }

        @Override
        void requestLogProbabilities(ObjectNode body, int top) {
            body.put("logprobs", top);
        }

        @Override
        JsonNode text(JsonNode choice) {
            return choice.path("text");
        }
    };

    /** The largest sum of listed probabilities: servers that compute in half precision exceed 1. */
    private static final double MOST = 1.05;

    /** Returns the path below the base address. */
    abstract String path();

    /** Adds the prompt to a request. */
    abstract void prompt(ObjectNode body, String prompt);

    /** Asks for the log-probabilities of the most probable tokens. */
    abstract void requestLogProbabilities(ObjectNode body, int top);

    /** Returns the text of a choice. */
    abstract JsonNode text(JsonNode choice);

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if it is not one of this protocol; the message says what is missing
     * @throws RequestFailure.Denied if the server gives other numbers for log-probabilities
     */
    Completion read(JsonNode answer) {
        JsonNode choices = answer.path("choices");
        if (!choices.isArray() || choices.isEmpty()) {
            throw new IllegalArgumentException("the answer has no choices");
        }
        List<Choice> read = new ArrayList<>();
        for (JsonNode choice : choices) {
            JsonNode text = text(choice);
            if (!text.isTextual() && !text.isNull()) {
                throw new IllegalArgumentException("a choice of the answer has no text");
            }
            read.add(new Choice(
                    text.asText(""),
                    firstTokens(choice.path("logprobs")),
                    choice.path("finish_reason").asText().equals("length")));
        }
        JsonNode usage = answer.path("usage");
        return new Completion(
                read,
                new Usage(
                        1,
                        usage.path("prompt_tokens").asLong(0),
                        usage.path("completion_tokens").asLong(0)));
    }

    /**
     * Reads the first tokens in either form: a list of objects, as of chat completions and of llama.cpp, or an object
     * from token to log-probability, as of OpenAI's and vLLM's completions. An answer in both forms lists the same tokens.
     */
    private static List<TokenProbability> firstTokens(JsonNode logProbabilities) {
        List<TokenProbability> tokens = new ArrayList<>();
        for (JsonNode token : logProbabilities.path("content").path(0).path("top_logprobs")) {
            add(tokens, token.path("token").asText(), token.path("logprob"));
        }
        if (tokens.isEmpty()) {
            logProbabilities
                    .path("top_logprobs")
                    .path(0)
                    .properties()
                    .forEach(token -> add(tokens, token.getKey(), token.getValue()));
        }
        requireProbabilities(tokens);
        return tokens;
    }

    private static void requireProbabilities(List<TokenProbability> tokens) {
        double sum = tokens.stream()
                .mapToDouble(token -> Math.exp(token.logProbability()))
                .sum();
        if (sum > MOST) {
            throw new RequestFailure.Denied(
                    "its log-probabilities are none, since the probabilities add up to %s; set samples = 8 to count answers instead"
                            .formatted((float) sum),
                    null);
        }
    }

    private static void add(List<TokenProbability> tokens, String token, JsonNode logProbability) {
        if (logProbability.isNumber() && !Double.isNaN(logProbability.asDouble())) {
            tokens.add(new TokenProbability(token, logProbability.asDouble()));
        }
    }
}
