package io.sparkdistill.jobs.config;

import java.util.regex.Pattern;

/** Removes credentials from texts that are logged, printed or stored. */
public final class Secrets {
    // A user alone is no secret where it names a container, as in abfs://container@account; over HTTP it is a token.
    private static final Pattern USER_INFO =
            Pattern.compile("(?i)(://)[^/@\\s\"]*:[^/@\\s\"]*@|(https?://)[^/@\\s\"]+@");

    private Secrets() {}

    /** Replaces the user information of every URI in a text by {@code ***}. */
    public static String redact(String text) {
        return USER_INFO
                .matcher(text)
                .replaceAll(match -> (match.group(1) == null ? match.group(2) : match.group(1)) + "***@");
    }
}
