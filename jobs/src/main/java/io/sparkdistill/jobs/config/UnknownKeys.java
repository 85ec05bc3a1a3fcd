package io.sparkdistill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds keys of a configuration that spark-distill does not know, and suggests the nearest known key for each. */
public final class UnknownKeys {
    /** The lists of groups, each with the template in the reference that has the keys and defaults of such a group. */
    public static final Map<String, String> TEMPLATES = Map.of(
            "input.train", "entry",
            "input.validation", "entry",
            "input.test", "entry",
            "input.unlabeled", "entry",
            "answer.input", "entry",
            "generate.input", "entry",
            "teachers", "teacher",
            "sweep.variants", "variant",
            "sweep.parameters", "parameter");

    private final Config reference;
    private final List<String> problems = new ArrayList<>();

    private UnknownKeys(Config reference) {
        this.reference = reference;
    }

    /** Returns one message per key of {@code given} that {@code reference} does not have. */
    public static List<String> in(Config given, Config reference) {
        UnknownKeys search = new UnknownKeys(reference);
        search.compare(given.root(), reference.root(), "");
        return search.problems;
    }

    private void compare(ConfigObject given, ConfigObject known, String path) {
        given.forEach((name, value) -> {
            String key = path.isEmpty() ? name : path + "." + name;
            if (!known.containsKey(name)) {
                problems.add(unknown(key, value, known, path));
            } else if (TEMPLATES.containsKey(key) && value instanceof ConfigList list) {
                compareGroups(list, reference.getObject(TEMPLATES.get(key)), key);
            } else if (value instanceof ConfigObject group && known.get(name) instanceof ConfigObject knownGroup) {
                compare(group, knownGroup, key);
            }
        });
    }

    private void compareGroups(ConfigList groups, ConfigObject template, String key) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).valueType() == ConfigValueType.OBJECT) {
                compare((ConfigObject) groups.get(i), template, key + "[" + i + "]");
            }
        }
    }

    private String unknown(String key, ConfigValue value, ConfigObject known, String path) {
        String prefix = path.isEmpty() ? "" : path + ".";
        List<String> candidates = new ArrayList<>();
        known.keySet().forEach(name -> candidates.add(prefix + name));
        reference.entrySet().forEach(entry -> candidates.add(entry.getKey()));
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String nearest = candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance.apply(key, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        return "%s: unknown key %s; did you mean %s?".formatted(value.origin().description(), key, nearest);
    }
}
