package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.InputException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;
import scala.Tuple2;

/** Declares the command-line options that make a configuration. */
final class ConfigOptions {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration, in HOCON: a file of this machine, or of any file system that Hadoop reads.")
    private String file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Sets one key to a HOCON value, such as a list. It wins over the configuration. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    /** Loads the configuration from the file, the properties of Spark and the command line. */
    DistillConfig load(SparkConf spark, Configuration hadoop) {
        return load(spark, hadoop, List.of());
    }

    /**
     * Loads the configuration with further overrides, which take precedence.
     *
     * @param further each {@code key=value}
     */
    DistillConfig load(SparkConf spark, Configuration hadoop, List<String> further) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(further);
        if (file == null) {
            return ConfigLoader.load("", "command line", all, sparkProperties(spark), hadoop);
        }
        String found = located(hadoop);
        return ConfigLoader.load(read(found, hadoop), found, all, sparkProperties(spark), hadoop);
    }

    /**
     * Returns the file with its file system, where that is not the default one: a name without a scheme is that of a
     * file of this machine, if there is one, as on the command line of other programs. In cluster mode spark-submit puts
     * the configuration beside the driver.
     */
    private String located(Configuration hadoop) {
        boolean isElsewhere = SCHEME.matcher(file).lookingAt() || !new File(file).isFile();
        boolean isLocal = "file".equals(FileSystem.getDefaultUri(hadoop).getScheme());
        return isElsewhere || isLocal ? file : new File(file).toURI().toString();
    }

    /** Whether a file is given. */
    boolean hasFile() {
        return file != null;
    }

    /**
     * Loads the configuration or, if no file is given, one that is bundled in the jar, with the overrides of the
     * command line.
     */
    DistillConfig loadOrBundled(String name, SparkConf spark, Configuration hadoop) {
        return hasFile() ? load(spark, hadoop) : bundled(name, overrides, spark);
    }

    /** Loads a configuration that is bundled in the jar. */
    static DistillConfig bundled(String name, List<String> overrides, SparkConf spark) {
        try (InputStream in = ConfigOptions.class.getResourceAsStream("/conf/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ConfigLoader.load(text, "conf/" + name, overrides, sparkProperties(spark));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read %s from the jar".formatted(name), e);
        }
    }

    static Map<String, String> sparkProperties(SparkConf spark) {
        Map<String, String> properties = new HashMap<>();
        for (Tuple2<String, String> property : spark.getAllWithPrefix(ConfigLoader.SPARK_PREFIX)) {
            properties.put(property._1(), property._2());
        }
        return properties;
    }

    private static String read(String file, Configuration hadoop) {
        try {
            Path path = new Path(file);
            try (var in = path.getFileSystem(hadoop).open(path)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(
                    "Cannot read the configuration: %s: %s; give an existing file to --config"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
