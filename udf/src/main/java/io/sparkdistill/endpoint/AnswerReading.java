package io.sparkdistill.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.teacher.ModelOutput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Decides what is asked for each text, and how the answers become logits. */
public sealed interface AnswerReading extends Serializable {
    /** Returns the number of answers per text. */
    int answers();

    /**
     * Adds to a request what the answers need.
     *
     * @param got number of answers that the text has already
     */
    void request(ObjectNode body, Protocol protocol, int got);

    /**
     * Returns one logit per class.
     *
     * @param choices as many answers as {@link #answers}
     * @return the logits, all finite; empty if the answers name no class
     */
    Optional<float[]> logits(List<Choice> choices, ClassWords classes);

    /** Returns whether answers have what this reading needs. */
    boolean accepts(List<Choice> choices);

    /** Returns every option that changes a logit, as text. */
    String fingerprinted();

    /** Returns how answers become logits, in words for people. */
    String described();

    /**
     * Reads the log-probabilities of the first token. The probability of a class is the sum of those of its listed
     * tokens. Classes without a listed token share the probability that is left, each at most that of the least listed
     * token. Logits are the logarithms.
     *
     * @param top number of tokens that the server lists
     * @param minMass minimum probability of all listed classes together; below it, the answer names no class
     */
    record FirstToken(int top, double minMass) implements AnswerReading {
        @Override
        public int answers() {
            return 1;
        }

        @Override
        public void request(ObjectNode body, Protocol protocol, int got) {
            body.put("temperature", 0).put("max_tokens", 1);
            protocol.requestLogProbabilities(body, top);
        }

        @Override
        public boolean accepts(List<Choice> choices) {
            return choices.stream().noneMatch(choice -> choice.firstTokens().isEmpty());
        }

        @Override
        public Optional<float[]> logits(List<Choice> choices, ClassWords classes) {
            double[] mass = new double[classes.classes()];
            double listed = 0;
            double least = 1;
            for (Choice.TokenProbability token : choices.get(0).firstTokens()) {
                double probability = Math.exp(token.logProbability());
                listed += probability;
                least = Math.min(least, probability);
                OptionalInt named = classes.ofToken(token.token());
                if (named.isPresent()) {
                    mass[named.getAsInt()] += probability;
                }
            }
            if (Arrays.stream(mass).sum() < minMass) {
                return Optional.empty();
            }
            long absent = Arrays.stream(mass).filter(value -> value == 0).count();
            double share = absent == 0 ? 0 : Math.min(least, Math.max(0, 1 - listed) / absent);
            return Optional.of(logarithms(Arrays.stream(mass).map(value -> value == 0 ? share : value)));
        }

        @Override
        public String fingerprinted() {
            return "first token top %d min-class-mass %s".formatted(top, minMass);
        }

        @Override
        public String described() {
            return ("log-probabilities of the first token, of the %d most probable; classes that are not listed share the"
                            + " remaining probability, each at most that of the least listed token")
                    .formatted(top);
        }
    }

    /**
     * Counts how often sampled answers name each class: the logits are the logarithms of {@code (n_c + 1/2) / (n + K/2)}
     * for {@code n} answers that name one of {@code K} classes (Krichevsky and Trofimov 1981).
     *
     * @param answers number of answers per text
     * @param temperature temperature at which they are sampled, positive
     * @param maxTokens maximum number of tokens of an answer
     */
    record Samples(int answers, double temperature, int maxTokens) implements AnswerReading {
        private static final double PRIOR = 0.5;

        @Override
        public void request(ObjectNode body, Protocol protocol, int got) {
            // A server that ignores n gives one answer per request; the seeds of further requests differ.
            body.put("n", answers - got)
                    .put("seed", got)
                    .put("temperature", temperature)
                    .put("max_tokens", maxTokens);
        }

        @Override
        public boolean accepts(List<Choice> choices) {
            return true;
        }

        @Override
        public Optional<float[]> logits(List<Choice> choices, ClassWords classes) {
            double[] counts = new double[classes.classes()];
            choices.stream().limit(answers).forEach(choice -> {
                OptionalInt named = classes.ofAnswer(choice.text());
                if (named.isPresent()) {
                    counts[named.getAsInt()]++;
                }
            });
            double total = Arrays.stream(counts).sum();
            return total == 0
                    ? Optional.empty()
                    : Optional.of(logarithms(
                            Arrays.stream(counts).map(count -> (count + PRIOR) / (total + PRIOR * counts.length))));
        }

        @Override
        public String fingerprinted() {
            return "samples %d temperature %s max-tokens %d".formatted(answers, temperature, maxTokens);
        }

        @Override
        public String described() {
            return "shares of the classes among %d answers, sampled at temperature %s, with half an answer added per class"
                    .formatted(answers, temperature);
        }
    }

    private static float[] logarithms(java.util.stream.DoubleStream probabilities) {
        double[] values = probabilities.toArray();
        float[] logits = new float[values.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.max(ModelOutput.LOG_ZERO, (float) Math.log(values[i]));
        }
        return logits;
    }
}
