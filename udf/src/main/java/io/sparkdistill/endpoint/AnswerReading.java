package io.sparkdistill.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.teacher.ModelOutput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;

/** Decides what is asked for each text, and what becomes of the answers: logits, or texts. */
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
     * Returns the result of a text.
     *
     * @param choices as many answers as {@link #answers}, or more
     * @param tokens number of tokens of the prompt
     */
    RowResult result(List<Choice> choices, ClassWords classes, int tokens);

    /** Returns whether answers have what this reading needs. */
    boolean accepts(List<Choice> choices);

    /** Returns every option that changes a result, as text. */
    String fingerprinted();

    /** Returns what becomes of the answers, in words for people. */
    String described();

    /** Reads answers that name classes. */
    sealed interface OfClasses extends AnswerReading {
        /**
         * Returns one logit per class.
         *
         * @param choices as many answers as {@link #answers}, or more
         * @return the logits, all finite; empty if the answers name no class
         */
        Optional<float[]> logits(List<Choice> choices, ClassWords classes);

        @Override
        default RowResult result(List<Choice> choices, ClassWords classes, int tokens) {
            return logits(choices, classes)
                    .<RowResult>map(logits -> new RowResult.Prediction(logits, null, tokens, false))
                    .orElseGet(() -> new RowResult.Refusal(RejectionKind.NO_CLASS, refusal(choices, classes)));
        }

        /** Returns why answers have no logits. */
        default String refusal(List<Choice> choices, ClassWords classes) {
            Choice answer = choices.get(0);
            return "the answer names no class: "
                    + (answer.isBlank() ? "it is blank" : Answers.shortened(answer.text()));
        }
    }

    /**
     * Reads the log-probabilities of the first token. The probability of a class is the sum of those of its listed
     * tokens. Classes without a listed token share the probability that is left, each at most that of the least listed
     * token. Logits are the logarithms.
     *
     * @param top number of tokens that the server lists
     * @param minMass minimum probability of all listed classes together; below it, the answer names no class
     */
    record FirstToken(int top, double minMass) implements OfClasses {
        @Override
        public int answers() {
            return 1;
        }

        @Override
        public void request(ObjectNode body, Protocol protocol, int got) {
            body.put("temperature", 0).put("max_tokens", 1);
            protocol.requestLogProbabilities(body, top);
        }

        /** Returns whether there are log-probabilities. An answer that ends at once, or within a character, may have none. */
        @Override
        public boolean accepts(List<Choice> choices) {
            return choices.stream().noneMatch(choice -> choice.firstTokens().isEmpty() && !choice.isBlank());
        }

        @Override
        public Optional<float[]> logits(List<Choice> choices, ClassWords classes) {
            double[] mass = mass(choices, classes);
            double named = Arrays.stream(mass).sum();
            if (named == 0 || named < minMass) {
                return Optional.empty();
            }
            double listed = probabilities(choices).sum();
            double least = probabilities(choices).min().orElse(1);
            long absent = Arrays.stream(mass).filter(value -> value == 0).count();
            double share = absent == 0 ? 0 : Math.min(least, Math.max(0, 1 - listed) / absent);
            return Optional.of(logarithms(Arrays.stream(mass).map(value -> value == 0 ? share : value)));
        }

        private static DoubleStream probabilities(List<Choice> choices) {
            return choices.get(0).firstTokens().stream().mapToDouble(token -> Math.exp(token.logProbability()));
        }

        /** Returns the probability of the listed tokens of each class. */
        private static double[] mass(List<Choice> choices, ClassWords classes) {
            double[] mass = new double[classes.classes()];
            for (Choice.TokenProbability token : choices.get(0).firstTokens()) {
                classes.ofToken(token.token()).ifPresent(index -> mass[index] += Math.exp(token.logProbability()));
            }
            return mass;
        }

        @Override
        public String refusal(List<Choice> choices, ClassWords classes) {
            double named = Arrays.stream(mass(choices, classes)).sum();
            return named == 0
                    ? OfClasses.super.refusal(choices, classes)
                    : "the words of all classes have a probability of %.2g together, less than min-class-mass = %s; the answer is: %s"
                            .formatted(
                                    named,
                                    minMass,
                                    Answers.shortened(choices.get(0).text()));
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
    record Samples(int answers, double temperature, int maxTokens) implements OfClasses {
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

    /**
     * Takes answers as texts, without white space around them. Blank ones are left out.
     *
     * @param answers number of answers per text
     * @param temperature temperature at which they are sampled; 0 for the most probable answer
     * @param seed of the samples; a server that ignores {@code n} gets this number and the following ones
     * @param stop texts before which an answer ends
     * @param maxTokens maximum number of tokens of an answer
     */
    record Texts(int answers, double temperature, int seed, List<String> stop, int maxTokens) implements AnswerReading {
        public Texts {
            stop = List.copyOf(stop);
        }

        @Override
        public void request(ObjectNode body, Protocol protocol, int got) {
            body.put("n", answers - got)
                    .put("seed", seed + got)
                    .put("temperature", temperature)
                    .put("max_tokens", maxTokens);
            if (!stop.isEmpty()) {
                body.set("stop", stops());
            }
        }

        private ArrayNode stops() {
            ArrayNode stops = JsonNodeFactory.instance.arrayNode();
            stop.forEach(stops::add);
            return stops;
        }

        @Override
        public boolean accepts(List<Choice> choices) {
            return true;
        }

        @Override
        public RowResult result(List<Choice> choices, ClassWords classes, int tokens) {
            List<Choice> written = choices.stream()
                    .limit(answers)
                    .filter(choice -> !choice.isBlank())
                    .toList();
            return written.isEmpty()
                    ? new RowResult.Refusal(RejectionKind.NO_TEXT, "the answer is blank")
                    : new RowResult.Texts(
                            written.stream()
                                    .map(choice -> choice.text().strip())
                                    .toList(),
                            tokens,
                            written.stream().anyMatch(Choice::truncated));
        }

        @Override
        public String fingerprinted() {
            return "texts %d temperature %s seed %d stop %s max-tokens %d"
                    .formatted(answers, temperature, seed, stops(), maxTokens);
        }

        @Override
        public String described() {
            return "%d texts of at most %d tokens, sampled at temperature %s with seed %d"
                    .formatted(answers, maxTokens, temperature, seed);
        }
    }

    private static float[] logarithms(DoubleStream probabilities) {
        double[] values = probabilities.toArray();
        float[] logits = new float[values.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.max(ModelOutput.LOG_ZERO, (float) Math.log(values[i]));
        }
        return logits;
    }
}
