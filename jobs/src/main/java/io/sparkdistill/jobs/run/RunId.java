package io.sparkdistill.jobs.run;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Makes identifiers of runs: the time in UTC and the start of a hash, such as {@code 20261127-065530-3f2a}. */
final class RunId {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-f]{4}");
    private static final int TIME_LENGTH = 15;
    private static final int HASH_LENGTH = 4;

    private RunId() {}

    static boolean isId(String name) {
        return ID.matcher(name).matches();
    }

    /**
     * Returns an identifier that is sorted after another one, even if the clock was set back.
     *
     * @param newest greatest identifier so far; empty if there is none
     * @param hash in hexadecimal
     */
    static String after(String newest, Instant now, String hash) {
        LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        if (isId(newest) && newest.compareTo(TIME.format(time)) >= 0) {
            time = LocalDateTime.parse(newest.substring(0, TIME_LENGTH), TIME).plusSeconds(1);
        }
        return TIME.format(time) + "-" + hash.substring(0, HASH_LENGTH);
    }
}
