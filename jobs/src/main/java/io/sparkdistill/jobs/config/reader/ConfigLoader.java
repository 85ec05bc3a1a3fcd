package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.sparkdistill.jobs.config.CanonicalKeys;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.UnknownKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * Loads the configuration of a run. In descending order of precedence, settings are read from {@code --set} options,
 * {@code spark.distill.*} properties, the configuration file, and the defaults in {@code reference.conf}.
 */
public final class ConfigLoader {
    /** Prefix of the Spark properties that override keys. */
    public static final String SPARK_PREFIX = "spark.distill.";

    /** The group of the properties {@code spark.distill.models.*}. The key {@code models} is a folder. */
    static final String LOADED_MODELS = "loaded-models";

    /** The origin of defaults in messages; no file of a user has this name. */
    static final String DEFAULTS = "the defaults";

    private static final String DEFAULTS_FILE = "/io/sparkdistill/jobs/config/reference.conf";

    private static final String MODELS = "models.";

    private static final Config REFERENCE = reference();
    /** Values that are parsed as HOCON. Any other value is taken as a string, so that URIs need no quotes. */
    private static final Pattern HOCON_VALUE = Pattern.compile(
            "\\s*(?:[\\[{\"].*|.*\\$\\{.*|true|false|null|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\\s*", Pattern.DOTALL);

    private ConfigLoader() {}

    /**
     * Loads a configuration whose includes are on the default file system of Hadoop.
     *
     * @param text of the configuration file; empty for none
     * @param origin the file's name, for messages and for what it includes
     * @param overrides {@code key=value} options, the last one wins
     * @param sparkProperties all properties of Spark's configuration
     * @throws ConfigurationException with every problem found
     */
    public static DistillConfig load(
            String text, String origin, List<String> overrides, Map<String, String> sparkProperties) {
        return load(text, origin, overrides, sparkProperties, new Configuration());
    }

    /**
     * Loads a configuration.
     *
     * @param hadoop configuration of the file systems of included files
     * @throws ConfigurationException with every problem found
     */
    public static DistillConfig load(
            String text,
            String origin,
            List<String> overrides,
            Map<String, String> sparkProperties,
            Configuration hadoop) {
        Config given = SweepConfigReader.withVariants(parse(text, origin, hadoop));
        for (Map.Entry<String, String> property : sparkProperties.entrySet()) {
            if (property.getKey().startsWith(SPARK_PREFIX)) {
                String key = key(property.getKey());
                given = SweepConfigReader.withVariants(value(key, property.getValue(), property.getKey(), hadoop))
                        .withFallback(given);
            }
        }
        for (String override : overrides) {
            given = SweepConfigReader.withVariants(override(override, hadoop)).withFallback(given);
        }
        return read(resolve(given), origin);
    }

    private static Config reference() {
        try (InputStream in = ConfigLoader.class.getResourceAsStream(DEFAULTS_FILE)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), DEFAULTS, new Configuration())
                    .resolve();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the defaults: reference.conf", e);
        }
    }

    private static Config parse(String text, String origin, Configuration hadoop) {
        try {
            return HadoopIncluder.parse(text, origin, hadoop);
        } catch (ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static String key(String property) {
        String key = property.substring(SPARK_PREFIX.length());
        return key.startsWith(MODELS) ? LOADED_MODELS + "." + key.substring(MODELS.length()) : key;
    }

    private static Config override(String override, Configuration hadoop) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException("--set " + override + ": must be key=value");
        }
        String key = override.substring(0, equals).strip();
        return value(key, override.substring(equals + 1), "--set " + key, hadoop);
    }

    private static Config value(String key, String value, String origin, Configuration hadoop) {
        try {
            return HOCON_VALUE.matcher(value).matches()
                    ? parse(key + " = " + value, origin, hadoop)
                    : ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value.strip(), origin));
        } catch (ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static Config resolve(Config given) {
        try {
            Config resolved =
                    SweepConfigReader.withDefaults(given.withFallback(REFERENCE).resolve(), REFERENCE);
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
        List<String> problems = new ArrayList<>(TildePaths.in(config));
        DistillConfig read = new ConfigReader(new Settings(config, "", origin, problems), config)
                .read(EffectiveConfig.render(config, REFERENCE), CanonicalKeys.of(config, REFERENCE));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return read;
    }
}
