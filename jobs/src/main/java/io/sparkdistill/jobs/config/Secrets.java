package io.sparkdistill.jobs.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes credentials from texts that are logged, printed or stored: the user information of URIs, and the values of
 * environment variables whose names say that they are secret.
 */
public final class Secrets {
    /**
     * Matches the user information of a URI; groups 1 and 2 are what stays before it. A user alone is no secret where it
     * names a container, as in abfs://container@account; over HTTP it is a token.
     */
    public static final String USER_INFO = "(?i)(://)[^/@\\s\"]*:[^/@\\s\"]*@|(https?://)[^/@\\s\"]+@";
    /** Replaces a match of {@link #USER_INFO}. */
    public static final String WITHOUT_USER_INFO = "$1$2***@";

    private static final String HIDDEN = "***";
    private static final Pattern URI_WITH_USER = Pattern.compile(USER_INFO);
    /** The names that Spark redacts too, and those of keys. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i)secret|passw|token(?!iz)|credential|(access|account|api|private).?key");
    /** A shorter value is a word that texts contain by chance. */
    private static final int SHORTEST = 6;

    private static final List<String> VALUES = values(System.getenv());

    private Secrets() {}

    /** Replaces every secret in a text by {@code ***}. */
    public static String redact(String text) {
        return redact(text, VALUES);
    }

    static String redact(String text, List<String> secrets) {
        String plain = text;
        for (String secret : secrets) {
            plain = plain.replace(secret, HIDDEN);
        }
        return URI_WITH_USER.matcher(plain).replaceAll(WITHOUT_USER_INFO);
    }

    /** Returns a regular expression that matches every secret, for what Spark itself logs and shows. */
    public static String pattern() {
        return pattern(VALUES);
    }

    static String pattern(List<String> secrets) {
        return Stream.concat(Stream.of(USER_INFO), secrets.stream().map(Pattern::quote))
                .collect(Collectors.joining("|"));
    }

    /** Returns the secret values of an environment, the longest first, since one may contain another. */
    static List<String> values(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> SECRET_NAME.matcher(variable.getKey()).find())
                .map(Map.Entry::getValue)
                .filter(value -> value.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
