package io.sparkdistill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Builds the configuration of a run. What comes later in this list gives way to what comes before it: {@code --set}
 * options, {@code spark.distill.*} properties, the configuration file, the defaults in {@code reference.conf}.
 */
public final class ConfigLoader {
    /** Prefix of the Spark properties that override keys. */
    public static final String SPARK_PREFIX = "spark.distill.";

    /** How messages name the origin of a default. */
    static final String DEFAULTS = "reference.conf";

    private static final Config REFERENCE = reference();
    /** What HOCON has to read; any other value is the string as it stands, so that URIs need no quotes. */
    private static final Pattern HOCON_VALUE = Pattern.compile(
            "\\s*(?:[\\[{\"].*|.*\\$\\{.*|true|false|null|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\\s*", Pattern.DOTALL);

    private ConfigLoader() {}

    /**
     * Loads a configuration.
     *
     * @param text of the configuration file; empty for none
     * @param origin the file's name, for messages
     * @param overrides {@code key=value} options, the last one wins
     * @param sparkProperties all properties of Spark's configuration
     * @throws ConfigurationException with every problem found
     */
    public static DistillConfig load(
            String text, String origin, List<String> overrides, Map<String, String> sparkProperties) {
        Config given = parse(text, origin);
        for (Map.Entry<String, String> property : sparkProperties.entrySet()) {
            if (property.getKey().startsWith(SPARK_PREFIX)) {
                String key = property.getKey().substring(SPARK_PREFIX.length());
                given = value(key, property.getValue(), property.getKey()).withFallback(given);
            }
        }
        for (String override : overrides) {
            given = override(override).withFallback(given);
        }
        return read(resolve(given), origin);
    }

    private static Config reference() {
        try (InputStream in = ConfigLoader.class.getResourceAsStream(DEFAULTS)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), DEFAULTS)
                    .resolve();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the defaults: " + DEFAULTS, e);
        }
    }

    private static Config parse(String text, String origin) {
        try {
            return ConfigFactory.parseReader(
                    new StringReader(text), ConfigParseOptions.defaults().setOriginDescription(origin));
        } catch (ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static Config override(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException("--set " + override + ": must be key=value");
        }
        String key = override.substring(0, equals).strip();
        return value(key, override.substring(equals + 1), "--set " + key);
    }

    private static Config value(String key, String value, String origin) {
        try {
            return HOCON_VALUE.matcher(value).matches()
                    ? parse(key + " = " + value, origin)
                    : ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value.strip(), origin));
        } catch (ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static Config resolve(Config given) {
        try {
            Config resolved = given.withFallback(REFERENCE).resolve();
            List<String> unknown = UnknownKeys.in(resolved, REFERENCE);
            if (!unknown.isEmpty()) {
                throw new ConfigurationException(unknown);
            }
            return resolved;
        } catch (ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static DistillConfig read(Config config, String origin) {
        List<String> problems = new ArrayList<>();
        DistillConfig read = new ConfigReader(new Settings(config, "", origin, problems), config).read(render(config));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return read;
    }

    private static String render(Config config) {
        return config.withoutPath("entry")
                .withoutPath("teacher")
                .withoutPath("variant")
                .root()
                .render(ConfigRenderOptions.concise().setFormatted(true));
    }
}
