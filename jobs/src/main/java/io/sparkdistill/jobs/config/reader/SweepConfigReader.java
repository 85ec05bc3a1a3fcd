package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.sparkdistill.jobs.config.SweepConfig;
import io.sparkdistill.jobs.config.SweepConfig.Halving;
import io.sparkdistill.jobs.config.SweepConfig.Search;
import io.sparkdistill.jobs.config.SweepParameter;
import io.sparkdistill.jobs.config.SweepParameter.Range;
import io.sparkdistill.jobs.config.SweepVariant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the group {@code sweep}. */
final class SweepConfigReader {
    private static final String SWEEP = "sweep";

    private SweepConfigReader() {}

    /** Returns a configuration in which a list in place of the group {@code sweep} has become its variants. */
    static Config withVariants(Config given) {
        return given.root().get(SWEEP) instanceof ConfigList variants
                ? given.withValue(
                        SWEEP,
                        ConfigFactory.empty().withValue("variants", variants).root())
                : given;
    }

    /**
     * Returns a resolved configuration with the defaults, also where a file has a group {@code sweep} after including a
     * list of variants: HOCON merges nothing more into an object that has replaced a list.
     */
    static Config withDefaults(Config resolved, Config reference) {
        Config config = withVariants(resolved);
        if (config.root().get(SWEEP) instanceof ConfigObject group) {
            ConfigObject merging = ConfigFactory.empty().root();
            for (Map.Entry<String, ConfigValue> setting : group.entrySet()) {
                merging = merging.withValue(setting.getKey(), setting.getValue());
            }
            config = config.withValue(SWEEP, merging);
        }
        return config.withFallback(reference);
    }

    static SweepConfig read(Settings root, Config variant, Config parameter) {
        Settings settings = root.group(SWEEP);
        List<SweepVariant> variants = settings.groups("variants", variant).stream()
                .map(group -> new SweepVariant(group.string("name"), group.strings("set")))
                .toList();
        SweepVariant.problems(variants).forEach(problem -> root.problem(SWEEP, problem));
        List<SweepParameter> parameters = settings.groups("parameters", parameter).stream()
                .map(SweepConfigReader::parameter)
                .toList();
        Settings halving = settings.group("halving");
        SweepConfig sweep = new SweepConfig(
                variants,
                parameters,
                settings.choice("search", Search.class),
                settings.optionalInteger("trials", 1),
                new Halving(halving.integer("min-epochs", 1), halving.integer("reduction-factor", 2)),
                settings.integer("parallel", 1));
        checkTogether(settings, sweep);
        return sweep;
    }

    private static SweepParameter parameter(Settings group) {
        List<String> values = group.rendered("values");
        boolean ranges = group.isSet("min") || group.isSet("max");
        if (values.isEmpty() == !ranges) {
            group.problem("values", "must hold values, or min and max must be set, and not both");
        }
        return new SweepParameter(group.string("key"), values, ranges ? Optional.of(range(group)) : Optional.empty());
    }

    private static Range range(Settings group) {
        Range range = new Range(
                group.number("min"),
                group.number("max"),
                group.choice("scale", Range.Scale.class),
                group.flag("whole"));
        if (range.min() >= range.max()) {
            group.problem("max", "must be more than min = %s: %s".formatted(range.min(), range.max()));
        }
        if (range.scale() == Range.Scale.LOG && range.min() <= 0) {
            group.problem("min", "must be positive for scale = log: " + range.min());
        }
        return range;
    }

    private static void checkTogether(Settings settings, SweepConfig sweep) {
        List<String> keys = sweep.parameters().stream().map(SweepParameter::key).toList();
        if (keys.stream().distinct().count() < keys.size()) {
            settings.problem("parameters", "must have different keys: " + keys);
        }
        List<String> reserved = keys.stream()
                .filter(key -> key.equals("output") || key.equals("logits") || key.startsWith(SWEEP))
                .toList();
        if (!reserved.isEmpty()) {
            settings.problem("parameters", "must have keys other than output, logits and sweep: " + reserved);
        }
        boolean ranges =
                sweep.parameters().stream().anyMatch(each -> each.range().isPresent());
        boolean needed = ranges || (sweep.search() == Search.RANDOM && !keys.isEmpty());
        if (ranges && sweep.search() == Search.GRID) {
            settings.problem("search", "must be random or halving for a parameter with a range: grid");
        } else if (needed && sweep.trials().isEmpty()) {
            settings.problem("trials", "must be set for search = random, and for a parameter with a range");
        }
    }
}
