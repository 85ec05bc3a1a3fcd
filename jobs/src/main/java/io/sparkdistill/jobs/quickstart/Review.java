package io.sparkdistill.jobs.quickstart;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A review is a generated film review of one sentence.
 *
 * @param praise whether the writer liked the film
 */
record Review(String sentence, boolean praise) {
    /** The rule of the grammar for a whole review. */
    static final String RULE = "review";

    private static final int FUNCTION_WORD_LETTERS = 4;

    /** Generates a review with praise or with blame. */
    static Review draw(Grammar grammar, boolean praise, RandomGenerator random) {
        String sentence = written(grammar.expand(RULE, praise, random));
        while (repeatsItself(sentence)) {
            sentence = written(grammar.expand(RULE, praise, random));
        }
        return new Review(sentence, praise);
    }

    /** Writes words as a sentence: with a capital letter, and "an" before a vowel. */
    static String written(String words) {
        String sentence = words.replaceAll("\\ba (?=[aeiou])", "an ");
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    /** Whether a content word occurs twice, as in "although the plot is dull, the plot is witty". */
    private static boolean repeatsItself(String sentence) {
        Set<String> seen = new HashSet<>();
        for (String word : sentence.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
            if (word.length() >= FUNCTION_WORD_LETTERS && !seen.add(word)) {
                return true;
            }
        }
        return false;
    }

    /** The label: 1 for praise, 0 for blame. */
    int label() {
        return praise ? 1 : 0;
    }
}
