package io.sparkdistill.jobs.quickstart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A grammar generates sentences by context-free rules with weights. Every name is expanded to either praise or blame,
 * and a rule may reverse this, so that the label of a generated sentence is known. The file {@code reviews.grammar}
 * explains the notation.
 */
final class Grammar {
    private static final Pattern RULE = Pattern.compile("(\\w+)([+-]?)(\\*?) = (.+)");
    private static final Pattern ALTERNATIVE = Pattern.compile("(?:(\\d+) )?(.+)");
    private static final Pattern PART = Pattern.compile("\\{(-?)(\\w+)}|[^{}]+");

    /** The alternatives of each name for praise ({@code name+}) and for blame ({@code name-}). */
    private final Map<String, List<Alternative>> rules = new HashMap<>();

    /** A part of an alternative of a rule is either words or the name of another rule. */
    sealed interface Part {
        /** Returns the words of this part. */
        String expand(Grammar grammar, boolean praise, RandomGenerator random);
    }

    /** A text holds words of an alternative of a rule. */
    record Text(String text) implements Part {
        @Override
        public String expand(Grammar grammar, boolean praise, RandomGenerator random) {
            return text;
        }
    }

    /**
     * A reference names another rule of the grammar.
     *
     * @param reversed whether it is blame in praise, and praise in blame
     */
    record Reference(String name, boolean reversed) implements Part {
        @Override
        public String expand(Grammar grammar, boolean praise, RandomGenerator random) {
            return grammar.expand(name, praise != reversed, random);
        }
    }

    record Alternative(int weight, List<Part> parts) {
        Alternative {
            parts = List.copyOf(parts);
        }
    }

    private Grammar() {}

    /**
     * Reads a grammar.
     *
     * @param text in the notation of {@code reviews.grammar}
     * @param vocabulary whether rules of wide words are read
     */
    static Grammar read(String text, WordRange vocabulary) {
        Grammar grammar = new Grammar();
        text.replaceAll("(?m)#.*$", "")
                .replaceAll("\\n[ \\t]+", " ")
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> grammar.add(line.strip(), vocabulary));
        return grammar;
    }

    private void add(String line, WordRange vocabulary) {
        Matcher rule = RULE.matcher(line);
        if (!rule.matches()) {
            throw new IllegalArgumentException("Cannot read the grammar: this is not a rule: " + line);
        }
        boolean wide = !rule.group(3).isEmpty();
        if (wide && vocabulary == WordRange.COMMON) {
            return;
        }
        List<Alternative> alternatives = new ArrayList<>();
        for (String alternative : rule.group(4).split(" *\\| *", -1)) {
            alternatives.add(alternative(alternative));
        }
        for (String sign : rule.group(2).isEmpty() ? List.of("+", "-") : List.of(rule.group(2))) {
            rules.computeIfAbsent(rule.group(1) + sign, name -> new ArrayList<>())
                    .addAll(alternatives);
        }
    }

    private static Alternative alternative(String text) {
        Matcher weighted = ALTERNATIVE.matcher(text);
        if (!weighted.matches()) {
            throw new IllegalArgumentException("Cannot read the grammar: an alternative is empty");
        }
        int weight = weighted.group(1) == null ? 1 : Integer.parseInt(weighted.group(1));
        return new Alternative(
                weight,
                PART.matcher(weighted.group(2)).results().map(Grammar::part).toList());
    }

    private static Part part(MatchResult part) {
        return part.group(2) == null
                ? new Text(part.group())
                : new Reference(part.group(2), !part.group(1).isEmpty());
    }

    /** Returns the alternatives of a name for praise or for blame. */
    List<Alternative> alternatives(String name, boolean praise) {
        List<Alternative> alternatives = rules.get(name + (praise ? "+" : "-"));
        if (alternatives == null) {
            throw new IllegalArgumentException("Cannot use the grammar: it has no rule for " + name);
        }
        return alternatives;
    }

    /** Generates words for a name. Alternatives are drawn with probabilities proportional to their weights. */
    String expand(String name, boolean praise, RandomGenerator random) {
        StringBuilder words = new StringBuilder();
        for (Part part : draw(alternatives(name, praise), random).parts()) {
            words.append(part.expand(this, praise, random));
        }
        return words.toString();
    }

    private static Alternative draw(List<Alternative> alternatives, RandomGenerator random) {
        int left = random.nextInt(
                alternatives.stream().mapToInt(Alternative::weight).sum());
        for (Alternative alternative : alternatives) {
            left -= alternative.weight();
            if (left < 0) {
                return alternative;
            }
        }
        throw new IllegalStateException("Cannot draw: the weights changed while they were summed");
    }
}
