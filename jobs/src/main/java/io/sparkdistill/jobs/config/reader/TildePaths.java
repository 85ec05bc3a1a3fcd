package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds paths that begin with {@code ~}. Only shells expand it; Hadoop would create a folder of that name. */
final class TildePaths {
    private static final Pattern HOME = Pattern.compile("~[\\w-]*/.*", Pattern.DOTALL);

    private final List<String> problems = new ArrayList<>();

    private TildePaths() {}

    /** Returns one message per value that is such a path. */
    static List<String> in(Config config) {
        TildePaths search = new TildePaths();
        search.visit(config.root(), "");
        return search.problems;
    }

    private void visit(ConfigValue value, String key) {
        if (value instanceof ConfigObject group) {
            group.forEach((name, each) -> visit(each, key.isEmpty() ? name : key + "." + name));
        } else if (value instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), key + "[" + i + "]");
            }
        } else if (value.unwrapped() instanceof String text
                && HOME.matcher(text).matches()) {
            problems.add("%s: %s must not begin with ~, which only shells expand; write the whole path, or ${HOME}: %s"
                    .formatted(value.origin().description(), key, text));
        }
    }
}
