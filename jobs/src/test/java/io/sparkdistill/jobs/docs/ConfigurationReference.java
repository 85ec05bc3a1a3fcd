package io.sparkdistill.jobs.docs;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Renders {@code reference.conf} as the generated part of {@code docs/configuration.md}: one table per group, with the
 * type, the default and the comment of each key.
 */
final class ConfigurationReference {
    private static final String TITLES = "| key | type | default | meaning |\n|---|---|---|---|\n";

    private final StringBuilder page = new StringBuilder();

    private ConfigurationReference() {}

    static String render() {
        ConfigurationReference reference = new ConfigurationReference();
        reference.group("", ReferenceKeys.REFERENCE.root());
        return reference.page.toString();
    }

    private void group(String path, ConfigObject group) {
        page.append("\n## ").append(path.isEmpty() ? "Top level" : path).append("\n\n");
        if (!path.isEmpty() && !comment(group).isEmpty()) {
            page.append(comment(group)).append("\n\n");
        }
        String keys = inOrder(group).stream()
                .filter(entry -> !(entry.getValue() instanceof ConfigObject))
                .map(entry -> row(path(path, entry.getKey()), entry.getValue()))
                .collect(Collectors.joining());
        if (!keys.isEmpty()) {
            page.append(TITLES).append(keys);
        }
        inOrder(group).forEach(entry -> {
            if (entry.getValue() instanceof ConfigObject nested) {
                group(path(path, entry.getKey()), nested);
            }
        });
    }

    private static String row(String key, ConfigValue value) {
        String byDefault =
                value.render(ConfigRenderOptions.concise()).replace("\"", "").replace(",", ", ");
        return "| `%s` | %s | `%s` | %s |%n".formatted(key, KeyType.of(key), byDefault, comment(value));
    }

    private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject group) {
        return group.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> entry.getValue().origin().lineNumber()))
                .toList();
    }

    private static String comment(ConfigValue value) {
        return value.origin().comments().stream()
                .map(String::strip)
                .collect(Collectors.joining(" "))
                .replaceAll("([*|<>])", "\\\\$1");
    }

    private static String path(String group, String key) {
        return group.isEmpty() ? key : group + "." + key;
    }
}
