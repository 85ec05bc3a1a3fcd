package io.sparkdistill.endpoint;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds the words by which an answer names a class. Letter case and white space around words do not count.
 *
 * @param words one or more for each class, in the order of the classes; none begins with one of another class
 */
public record ClassWords(List<List<String>> words) implements Serializable {
    /** White space, as text and in the alphabets of tokenizers, quotation marks and emphasis. */
    private static final Pattern AROUND = Pattern.compile("^[\\s▁Ġ\"'`*]+|[\\s▁Ġ\"'`*.!]+$");

    /** What models that reason write before an answer, up to the end of an answer that has no room for more. */
    private static final Pattern THOUGHTS = Pattern.compile("^\\s*<think>.*?(</think>|$)", Pattern.DOTALL);

    public ClassWords {
        words = words.stream()
                .map(each -> each.stream().map(ClassWords::normalized).toList())
                .toList();
    }

    /** Returns whether a word of one class begins with one of another, so that a first token could mean both. */
    public boolean isAmbiguous() {
        for (int one = 0; one < words.size(); one++) {
            for (int other = 0; other < words.size(); other++) {
                for (String word : words.get(one)) {
                    if (one != other && words.get(other).stream().anyMatch(word::startsWith)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns whether a class has no word, or an empty one. */
    public boolean isIncomplete() {
        return words.stream().anyMatch(each -> each.isEmpty() || each.contains(""));
    }

    int classes() {
        return words.size();
    }

    /** Returns the text for {@code {classes}} in a prompt: the first word of each class. */
    String listed() {
        return words.stream().map(each -> each.get(0)).collect(Collectors.joining(", "));
    }

    /**
     * Returns the class that a first token begins to name: the only one with a word that begins with the token, or which is
     * the token's first word. {@code "As"} does not name a class {@code A}.
     */
    OptionalInt ofToken(String token) {
        String start = normalized(token);
        return start.isEmpty()
                ? OptionalInt.empty()
                : only(index ->
                        words.get(index).stream().anyMatch(word -> word.startsWith(start) || begins(start, word)));
    }

    /**
     * Returns the class that a whole answer names: the one with whose word it begins, or else the only one of which it
     * has a word. Thoughts before the answer do not count, and unfinished ones name no class.
     */
    OptionalInt ofAnswer(String answer) {
        String text = normalized(THOUGHTS.matcher(answer).replaceFirst(""));
        OptionalInt first = only(index -> words.get(index).stream().anyMatch(word -> begins(text, word)));
        return first.isPresent()
                ? first
                : only(index -> words.get(index).stream().anyMatch(word -> Pattern.compile(
                                "(?<![\\p{L}\\p{N}])" + Pattern.quote(word) + "(?![\\p{L}\\p{N}])")
                        .matcher(text)
                        .find()));
    }

    private static boolean begins(String text, String word) {
        return text.startsWith(word)
                && (text.length() == word.length() || !Character.isLetterOrDigit(text.charAt(word.length())));
    }

    private OptionalInt only(java.util.function.IntPredicate names) {
        int[] found = IntStream.range(0, words.size()).filter(names).toArray();
        return found.length == 1 ? OptionalInt.of(found[0]) : OptionalInt.empty();
    }

    private static String normalized(String text) {
        return AROUND.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
