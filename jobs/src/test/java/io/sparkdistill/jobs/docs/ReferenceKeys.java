package io.sparkdistill.jobs.docs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of {@code reference.conf}, and how pages name them. */
final class ReferenceKeys {
    static final Config REFERENCE = read();

    /** The least that a configuration must have. */
    static final String REQUIRED =
            """
            output = out
            task.classes = 2
            input.train = [{ path = train.tsv, label = label }]
            teachers = [{ name = t, model = student-folder }]
            """;

    /** Lists of groups, and the group of the reference that says what each element may hold. */
    static final Map<String, String> TEMPLATES = Map.of(
            "input.train", "entry",
            "input.validation", "entry",
            "input.test", "entry",
            "input.unlabeled", "entry",
            "teachers", "teacher",
            "sweep.variants", "variant",
            "sweep.parameters", "parameter");

    private static final Pattern WRITTEN =
            Pattern.compile("([a-z0-9-]+(?:\\[\\w*])?(?:\\.[a-z0-9-]+(?:\\[\\w*])?)+)(?:\\.\\*| = .*)?");
    private static final Pattern ELEMENT = Pattern.compile("(.*)\\[\\w*](\\..*)?");

    private ReferenceKeys() {}

    /** Whether a piece of code on a page has the form of a key of a group of the reference. */
    static boolean isKeyLike(String code) {
        Matcher written = WRITTEN.matcher(code);
        return written.matches()
                && REFERENCE.root().containsKey(written.group(1).replaceFirst("[.\\[].*", ""));
    }

    /** Whether the reference has a key or group, which may be written with a value, or with {@code .*} for all keys of a group. */
    static boolean exists(String code) {
        Matcher written = WRITTEN.matcher(code);
        if (!written.matches()) {
            return false;
        }
        String key = written.group(1);
        Matcher element = ELEMENT.matcher(key);
        if (element.matches()) {
            String template = TEMPLATES.get(element.group(1));
            return template != null && (element.group(2) == null || find(template + element.group(2)) != null);
        }
        return find(key) != null;
    }

    private static ConfigValue find(String key) {
        ConfigValue found = REFERENCE.root();
        for (String name : key.split("\\.", -1)) {
            found = found instanceof ConfigObject group ? group.get(name) : null;
        }
        return found;
    }

    private static Config read() {
        try (Reader text = new InputStreamReader(
                ConfigLoader.class.getResourceAsStream("/io/sparkdistill/jobs/config/reference.conf"),
                StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
