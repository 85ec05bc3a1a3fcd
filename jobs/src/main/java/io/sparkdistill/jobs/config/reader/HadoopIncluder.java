package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sparkdistill.jobs.config.ConfigurationException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Resolves HOCON's {@code include} on every file system that Hadoop reads. A relative name is relative to the including
 * file. A missing file ends the run, whether or not it is {@code required(...)}, since a configuration without settings
 * that its author expects gives wrong results.
 */
final class HadoopIncluder implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    /** A URI after {@code java.io.File} has removed one of the two slashes behind its scheme. */
    private static final Pattern FLATTENED = Pattern.compile("^(?!file:)([A-Za-z][A-Za-z0-9+.-]+):/(?!/)");

    private static final List<String> EXTENSIONS = List.of(".conf", ".json", ".properties");

    private final Configuration hadoop;
    private final List<String> including;

    private HadoopIncluder(Configuration hadoop, List<String> including) {
        this.hadoop = hadoop;
        this.including = including;
    }

    /**
     * Parses HOCON.
     *
     * @param origin the file of the text, for messages and relative includes; or any other description
     * @throws ConfigurationException if an include cannot be read, or includes itself
     */
    static Config parse(String text, String origin, Configuration hadoop) {
        return parse(text, origin, new HadoopIncluder(hadoop, List.of(origin)));
    }

    private static Config parse(String text, String origin, HadoopIncluder includer) {
        ConfigSyntax syntax = origin.endsWith(".properties") ? ConfigSyntax.PROPERTIES : ConfigSyntax.CONF;
        return ConfigFactory.parseReader(
                new StringReader(text),
                ConfigParseOptions.defaults()
                        .setOriginDescription(origin)
                        .setSyntax(syntax)
                        .setIncluder(includer));
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        String file = resolved(what);
        if (including.contains(file)) {
            throw refused(what, "it includes itself: " + String.join(" -> ", including) + " -> " + file);
        }
        List<String> deeper = new ArrayList<>(including);
        deeper.add(file);
        return parse(read(what, file), file, new HadoopIncluder(hadoop, deeper)).root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, FLATTENED.matcher(what.getPath()).replaceFirst("$1://"));
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return include(context, what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        throw refused(what, "it is on the class path; name a file");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    /** Returns the file of a name. A name without an extension may be that of a .conf, .json or .properties file. */
    private String resolved(String what) {
        try {
            Path parent = new Path(including.get(including.size() - 1)).getParent();
            Path named = new Path(what);
            Path file = parent == null || named.isAbsolute() ? named : new Path(parent, named);
            FileSystem files = file.getFileSystem(hadoop);
            if (!files.exists(file) && EXTENSIONS.stream().noneMatch(what::endsWith)) {
                for (String extension : EXTENSIONS) {
                    if (files.exists(file.suffix(extension))) {
                        return file.suffix(extension).toString();
                    }
                }
            }
            return file.toString();
        } catch (IOException | IllegalArgumentException e) {
            throw refused(what, e.getMessage());
        }
    }

    private String read(String what, String file) {
        Path path = new Path(file);
        try (var in = path.getFileSystem(hadoop).open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw refused(
                    what,
                    "no such file: " + file + "; in cluster mode it must lie on a file system that the"
                            + " driver reads, or travel with --files");
        } catch (IOException e) {
            throw refused(what, file + ": " + e.getMessage());
        }
    }

    private ConfigurationException refused(String what, String reason) {
        return new ConfigurationException(
                "%s: Cannot include %s: %s".formatted(including.get(including.size() - 1), what, reason));
    }
}
