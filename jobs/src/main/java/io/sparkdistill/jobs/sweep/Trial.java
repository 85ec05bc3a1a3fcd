package io.sparkdistill.jobs.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A trial is a combination of values of the parameters of a sweep.
 *
 * @param values as HOCON by key, in the order of the parameters
 */
record Trial(Map<String, String> values) {
    Trial {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the options that set the values, each {@code key=value}. */
    List<String> overrides() {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
    }

    /** Returns a name for people, such as {@code temperature=2, loss=kl}. */
    String name() {
        return values.entrySet().stream()
                .map(each -> shortest(each.getKey(), values.keySet()) + "=" + plain(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the last word of a key, or all of it where another key ends in the same word. */
    static String shortest(String key, Set<String> all) {
        String word = last(key);
        return all.stream().filter(other -> last(other).equals(word)).count() > 1 ? key : word;
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Returns a value without quotes. */
    static String plain(String value) {
        return value.replace("\"", "");
    }
}
