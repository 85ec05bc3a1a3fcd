package io.sparkdistill.jobs.docs;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the type of a key by giving it wrong values: the reader of the configuration says what it expects instead. */
final class KeyType {
    private static final String NO_WORD = "no-such-word";
    private static final String NO_NUMBER = "-1000000000";
    private static final Pattern CHOICE = Pattern.compile("must be one of (.*): " + NO_WORD);
    private static final Pattern TYPE = Pattern.compile("has type \\w+ rather than (\\w+)");
    private static final Pattern RANGE = Pattern.compile("must (not be negative|be .*): (-1000000000|-1\\.0E9)");
    private static final Pattern STUDENT_GROUP = Pattern.compile("^student\\.([\\w-]+)\\.");
    private static final Map<String, String> ELEMENTS = Map.of(
            "entry.", "input.train = [{ path = train.tsv, label = label, %s = %s }]",
            "teacher.", "teachers = [{ name = t, model = student-folder, %s = %s }]",
            "variant.", "sweep = [{ name = v, set = [], %s = %s }]",
            "parameter.", "sweep.parameters = [{ key = seed, values = [1], %s = %s }]");

    private KeyType() {}

    static String of(String key) {
        if (ReferenceKeys.TEMPLATES.containsKey(key)) {
            return "list of `%s`".formatted(ReferenceKeys.TEMPLATES.get(key));
        }
        Optional<String> problem = problem(key, NO_WORD);
        Optional<String> choices = problem.flatMap(text -> found(CHOICE, text));
        if (choices.isPresent()) {
            return choices.get();
        }
        return switch (problem.flatMap(text -> found(TYPE, text)).orElse("STRING")) {
            case "NUMBER" -> number(key, NO_NUMBER);
            case "BOOLEAN" -> "true or false";
            case "LIST" -> "list of " + elements(key);
            default -> "string";
        };
    }

    private static String number(String key, String wrong) {
        Optional<Matcher> range = problem(key, wrong).map(RANGE::matcher).filter(Matcher::find);
        if (range.isEmpty()) {
            boolean whole = problem(key, "0.5")
                    .filter(text -> text.contains("must be whole"))
                    .isPresent();
            return whole ? "whole number" : "number";
        }
        String rule = range.get().group(1).replaceFirst("^be ", "").replace("not be negative", "at least 0");
        boolean whole = range.get().group(2).equals(NO_NUMBER);
        return (whole ? "whole number, " : "number, ") + rule.replace("positive", "above 0");
    }

    private static String elements(String key) {
        Optional<String> problem = problem(key, "[" + NO_WORD + "]");
        Optional<String> choices = problem.flatMap(text -> found(CHOICE, text));
        boolean numbers = problem.flatMap(text -> found(TYPE, text))
                .filter("NUMBER"::equals)
                .isPresent();
        return choices.orElse(numbers ? "numbers" : "strings");
    }

    /** What the reader says about a key, if it refuses the value. */
    private static Optional<String> problem(String key, String value) {
        String written = ELEMENTS.entrySet().stream()
                .filter(element -> key.startsWith(element.getKey()))
                .map(element -> element.getValue()
                        .formatted(key.substring(element.getKey().length()), value))
                .findFirst()
                .orElse(key + " = " + value);
        try {
            ConfigLoader.load(ReferenceKeys.REQUIRED + network(key) + written, "probe", List.of(), Map.of());
            return Optional.empty();
        } catch (ConfigurationException e) {
            String name = key.replaceFirst("^(entry|teacher|variant|parameter)\\.", "");
            return e.getMessage()
                    .lines()
                    .filter(line -> line.contains("." + name + " ") || line.contains(": " + name + " "))
                    .findFirst();
        }
    }

    /** Chooses the network whose key it is: the reader only reads the keys of the chosen network. */
    private static String network(String key) {
        return found(STUDENT_GROUP, key)
                .filter(group -> List.of(of("student.network").split(", ")).contains(group))
                .map(network -> "student.network = " + network + "\n")
                .orElse("");
    }

    private static Optional<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
