package io.sparkdistill.jobs.benchmark.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.model.ModelInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws phrases of random words. Their lengths have a geometric distribution, as the phrases of SST-2 nearly have: many
 * short ones and a long tail, with a mean of {@value #MEAN_WORDS} words.
 */
final class Phrases {
    static final double MEAN_WORDS = 9.4;

    /** The longest phrase of SST-2. */
    private static final int MOST_WORDS = 52;

    private Phrases() {}

    /**
     * Draws phrases; the same seed gives the same phrases.
     *
     * @param tokenizer a {@code tokenizer.json} whose vocabulary has the words
     * @throws IOException if the file cannot be read
     */
    static List<ModelInput> draw(Path tokenizer, int count, long seed) throws IOException {
        List<String> words = words(tokenizer);
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> new ModelInput(phrase(words, random), null, null))
                .toList();
    }

    private static String phrase(List<String> words, SplittableRandom random) {
        double uniform = 1 - random.nextDouble();
        int length = (int) Math.min(MOST_WORDS, 1 + Math.floor(Math.log(uniform) / Math.log(1 - 1 / MEAN_WORDS)));
        return IntStream.range(0, length)
                .mapToObj(i -> words.get(random.nextInt(words.size())))
                .collect(Collectors.joining(" "));
    }

    private static List<String> words(Path tokenizer) throws IOException {
        JsonNode vocabulary =
                new ObjectMapper().readTree(tokenizer.toFile()).path("model").path("vocab");
        List<String> words = new ArrayList<>();
        vocabulary.fieldNames().forEachRemaining(token -> {
            if (token.chars().allMatch(Character::isLetter)) {
                words.add(token);
            }
        });
        if (words.isEmpty()) {
            throw new IOException("Cannot draw phrases: the vocabulary of %s has no words".formatted(tokenizer));
        }
        return words;
    }
}
