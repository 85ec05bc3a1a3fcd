package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.config.UnknownKeys;
import java.util.Map;

/** Renders the whole configuration of a run. Loading the rendered text gives the same configuration. */
final class EffectiveConfig {
    private EffectiveConfig() {}

    /**
     * Renders a configuration as JSON, with the defaults of all keys, those of list elements included, and without
     * credentials.
     *
     * @param config resolved, on top of the reference
     * @param reference the defaults
     */
    static String render(Config config, Config reference) {
        Config whole = config;
        for (Map.Entry<String, String> list : UnknownKeys.TEMPLATES.entrySet()) {
            String template = list.getValue();
            whole = whole.withValue(
                    list.getKey(), elements(config.getValue(list.getKey()), config.getConfig(template)));
            if (config.getConfig(template).equals(reference.getConfig(template))) {
                whole = whole.withoutPath(template);
            }
        }
        return Secrets.redact(whole.root().render(ConfigRenderOptions.concise().setFormatted(true)));
    }

    private static ConfigValue elements(ConfigValue list, Config template) {
        if (!(list instanceof ConfigList groups)) {
            return list;
        }
        return ConfigValueFactory.fromIterable(groups.stream()
                .map(element -> element instanceof ConfigObject group ? group.withFallback(template.root()) : element)
                .toList());
    }
}
