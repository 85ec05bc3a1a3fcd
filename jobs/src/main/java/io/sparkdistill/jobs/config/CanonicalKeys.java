package io.sparkdistill.jobs.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the keys of a configuration whose values differ from the defaults. Each value has a canonical form, however it
 * was written, and no credentials. These keys identify results: a later version may add keys without another identity,
 * as long as their defaults leave results unchanged.
 *
 * @param values JSON by key, such as {@code input.train[0].path}
 */
public record CanonicalKeys(SortedMap<String, String> values) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConfigObject EMPTY = ConfigFactory.empty().root();

    public CanonicalKeys {
        values = new TreeMap<>(values);
    }

    /**
     * Collects the keys whose values differ.
     *
     * @param config resolved, defaults included
     * @param reference the defaults alone
     */
    public static CanonicalKeys of(Config config, Config reference) {
        SortedMap<String, String> values = new TreeMap<>();
        new Search(config, reference, values).collect(config.root(), reference.root(), "");
        return new CanonicalKeys(values);
    }

    private record Search(Config config, Config reference, Map<String, String> values) {
        void collect(ConfigObject given, ConfigObject defaults, String prefix) {
            given.forEach((name, value) -> {
                String key = prefix + name;
                ConfigValue standard = defaults.get(name);
                if (value instanceof ConfigObject group) {
                    collect(group, standard instanceof ConfigObject object ? object : EMPTY, key + ".");
                } else if (UnknownKeys.TEMPLATES.containsKey(key) && value instanceof ConfigList groups) {
                    collectGroups(groups, UnknownKeys.TEMPLATES.get(key), key);
                } else if (standard == null || !json(value).equals(json(standard))) {
                    values.put(key, json(value));
                }
            });
        }

        /** Collects the groups of a list. Their defaults are in a template, which a configuration may set too. */
        private void collectGroups(ConfigList groups, String template, String key) {
            for (int i = 0; i < groups.size(); i++) {
                ConfigValue group = groups.get(i).withFallback(config.getValue(template));
                String place = key + "[" + i + "]";
                if (group instanceof ConfigObject object) {
                    collect(object, reference.getObject(template), place + ".");
                } else {
                    values.put(place, json(group));
                }
            }
        }
    }

    /** Returns the keys within these groups; a key may be given in place of a group. */
    public SortedMap<String, String> under(String... groups) {
        SortedMap<String, String> chosen = new TreeMap<>();
        values.forEach((key, value) -> {
            for (String group : groups) {
                if (key.equals(group) || key.startsWith(group + ".") || key.startsWith(group + "[")) {
                    chosen.put(key, value);
                }
            }
        });
        return chosen;
    }

    private static String json(ConfigValue value) {
        try {
            return Secrets.redact(JSON.writeValueAsString(plain(value.unwrapped())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a number as the shortest decimal, so that 1, 1.0 and 1e0 are equal. */
    private static Object plain(Object value) {
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return value instanceof List<?> list
                ? list.stream().map(CanonicalKeys::plain).toList()
                : value;
    }
}
