package io.sparkdistill.jobs.config;

import io.sparkdistill.jobs.config.Requirement.Comparison;
import io.sparkdistill.jobs.config.Requirement.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a requirement by its grammar, from the left. */
final class RequirementParser {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:([a-z][a-z0-9-]*(?:\\.[a-z0-9-]*[a-z0-9])+)|([0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(>=|<=|>|<|[-+*/()]))");

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    RequirementParser(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.lookingAt()) {
            tokens.add(token.group().strip());
            end = token.end();
            token.region(end, text.length());
        }
        if (!text.substring(end).isBlank()) {
            throw wrong("cannot be read from \"" + text.substring(end).strip() + "\"");
        }
    }

    Requirement requirement() {
        Expression left = sum();
        Comparison comparison = Arrays.stream(Comparison.values())
                .filter(each -> peek().filter(each.sign()::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> wrong("must have one of >=, <=, > and < between two expressions"));
        next++;
        Expression right = sum();
        if (peek().isPresent()) {
            throw wrong("must end before \"" + tokens.get(next) + "\"");
        }
        return new Requirement(text, left, comparison, right);
    }

    private Expression sum() {
        Expression sum = product();
        while (peek().filter(List.of("+", "-")::contains).isPresent()) {
            char sign = tokens.get(next++).charAt(0);
            sum = new Requirement.Operation(sign, sum, product());
        }
        return sum;
    }

    private Expression product() {
        Expression product = value();
        while (peek().filter(List.of("*", "/")::contains).isPresent()) {
            char sign = tokens.get(next++).charAt(0);
            product = new Requirement.Operation(sign, product, value());
        }
        return product;
    }

    private Expression value() {
        String token = peek().orElseThrow(() -> wrong("must not end here: a number or a metric is missing"));
        next++;
        if (token.equals("(")) {
            Expression inner = sum();
            if (peek().filter(")"::equals).isEmpty()) {
                throw wrong("must have a ) for each (");
            }
            next++;
            return inner;
        }
        if (Character.isDigit(token.charAt(0))) {
            return new Requirement.Constant(Double.parseDouble(token));
        }
        if (!Character.isLetter(token.charAt(0))) {
            throw wrong("must have a number or a metric instead of \"" + token + "\"");
        }
        return new Requirement.Metric(token);
    }

    private Optional<String> peek() {
        return next < tokens.size() ? Optional.of(tokens.get(next)) : Optional.empty();
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + ": " + text);
    }
}
