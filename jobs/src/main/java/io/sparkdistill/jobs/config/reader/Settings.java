package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Reads typed values from one group of a configuration. A missing or wrong value is added to the problems, with its
 * file and line, and reading continues with a placeholder, so that all problems are reported at once.
 */
final class Settings {
    private final Config config;
    private final String path;
    private final String where;
    private final List<String> problems;

    /**
     * Creates the reader of a group.
     *
     * @param path of the group, such as {@code input.train[0]}; empty for the root
     * @param where file and line of the group, for messages about missing values
     * @param problems to which problems are added
     */
    Settings(Config config, String path, String where, List<String> problems) {
        this.config = config;
        this.path = path;
        this.where = where;
        this.problems = problems;
    }

    /** The path of this group, such as {@code input.train[0]}; empty for the root. */
    String path() {
        return path;
    }

    Settings group(String key) {
        return new Settings(config.getConfig(key), pathOf(key), where, problems);
    }

    String string(String key) {
        return read(key, Config::getString, "");
    }

    /** Whether a value is not null. */
    boolean isSet(String key) {
        return !config.getIsNull(key);
    }

    Optional<String> optionalString(String key) {
        return config.getIsNull(key) ? Optional.empty() : Optional.of(string(key));
    }

    boolean flag(String key) {
        return read(key, Config::getBoolean, false);
    }

    long wholeNumber(String key) {
        long value = read(key, Config::getLong, 0L);
        requireWhole(key, Config::getDouble, (double) value);
        return value;
    }

    int integer(String key, int least) {
        int value = read(key, Config::getInt, least);
        requireWhole(key, Config::getDouble, (double) value);
        return check(key, value >= least, "must be at least " + least, value, least);
    }

    /** Reads a whole number, or a word that stands for one. */
    int integerOr(String key, String word, int meaning, int least) {
        boolean isWord = config.hasPath(key) && word.equals(config.getValue(key).unwrapped());
        return isWord ? meaning : integer(key, least);
    }

    Optional<Long> optionalWholeNumber(String key, long least) {
        return config.getIsNull(key)
                ? Optional.empty()
                : Optional.of(
                        check(key, wholeNumber(key) >= least, "must be at least " + least, wholeNumber(key), least));
    }

    Optional<Double> optionalPositive(String key) {
        return config.getIsNull(key) ? Optional.empty() : Optional.of(positive(key));
    }

    Optional<Integer> optionalInteger(String key, int least) {
        return config.getIsNull(key) ? Optional.empty() : Optional.of(integer(key, least));
    }

    /** Reads any finite number. */
    double number(String key) {
        double value = read(key, Config::getDouble, 0.0);
        return check(key, Double.isFinite(value), "must be finite", value, 0.0);
    }

    double notNegative(String key) {
        double value = read(key, Config::getDouble, 0.0);
        return check(key, value >= 0 && Double.isFinite(value), "must not be negative", value, 0.0);
    }

    double positive(String key) {
        double value = read(key, Config::getDouble, 1.0);
        return check(key, value > 0 && Double.isFinite(value), "must be positive", value, 1.0);
    }

    /** Reads a number in [0, 1). */
    double share(String key) {
        double value = read(key, Config::getDouble, 0.0);
        return check(key, value >= 0 && value < 1, "must be at least 0 and less than 1", value, 0.0);
    }

    /** Reads a number in (0, 1). */
    double openShare(String key) {
        double value = read(key, Config::getDouble, 0.5);
        return check(key, value > 0 && value < 1, "must be more than 0 and less than 1", value, 0.5);
    }

    Optional<Double> optionalShare(String key) {
        return config.getIsNull(key) ? Optional.empty() : Optional.of(share(key));
    }

    /** Reads a number in [0, 1]. */
    double probability(String key) {
        double value = read(key, Config::getDouble, 0.0);
        return check(key, value >= 0 && value <= 1, "must be from 0 to 1", value, 0.0);
    }

    List<Double> positives(String key) {
        List<Double> values = read(key, Config::getDoubleList, List.of(1.0));
        boolean right = !values.isEmpty() && arePositive(values);
        return check(key, right, "must be a list of positive numbers", values, List.of(1.0));
    }

    /** Reads a list of {@code count} positive numbers, or an empty list. */
    List<Double> positivesOrNone(String key, int count) {
        List<Double> values = read(key, Config::getDoubleList, List.of());
        boolean right = values.isEmpty() || (values.size() == count && arePositive(values));
        return check(key, right, "must be %d positive numbers, or []".formatted(count), values, List.of());
    }

    /** Reads a list of positive numbers, which may be empty. */
    List<Double> positivesOrNone(String key) {
        List<Double> values = read(key, Config::getDoubleList, List.of());
        return check(key, arePositive(values), "must be positive numbers, or []", values, List.of());
    }

    private static boolean arePositive(List<Double> values) {
        return values.stream().allMatch(value -> value > 0 && Double.isFinite(value));
    }

    List<Integer> integers(String key, int least) {
        List<Integer> values = read(key, Config::getIntList, List.of(least));
        requireWhole(
                key,
                Config::getDoubleList,
                values.stream().map(Integer::doubleValue).toList());
        boolean right = !values.isEmpty() && values.stream().allMatch(value -> value >= least);
        return check(key, right, "must be a list of whole numbers of at least " + least, values, List.of(least));
    }

    List<Integer> differentIntegers(String key, int least) {
        List<Integer> values = integers(key, least);
        boolean right = values.stream().distinct().count() == values.size();
        return check(key, right, "must not hold a number twice", values, List.of(least));
    }

    /** Reads a list of different whole numbers, which may be empty. */
    List<Integer> differentIntegersOrNone(String key, int least) {
        return read(key, Config::getIntList, List.of(least)).isEmpty() ? List.of() : differentIntegers(key, least);
    }

    List<String> strings(String key) {
        return read(key, Config::getStringList, List.of());
    }

    /** Reads a list whose elements are texts or lists of texts; a text stands for a list of one. */
    List<List<String>> lists(String key) {
        List<List<String>> lists = new ArrayList<>();
        for (ConfigValue element : Optional.<List<ConfigValue>>ofNullable(read(key, Config::getList, null))
                .orElse(List.of())) {
            if (element.unwrapped() instanceof List<?> list) {
                lists.add(list.stream().map(String::valueOf).toList());
            } else {
                lists.add(List.of(String.valueOf(element.unwrapped())));
            }
        }
        return lists;
    }

    /** Reads a list of any values as HOCON. */
    List<String> rendered(String key) {
        return Optional.<List<? extends ConfigValue>>ofNullable(read(key, Config::getList, null))
                .orElse(List.of())
                .stream()
                .map(value -> value.render(ConfigRenderOptions.concise()))
                .toList();
    }

    /** Reads a constant of an enum, written in lower case with dashes or as in Java. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return constant(key, read(key, Config::getString, written(type.getEnumConstants()[0])), type);
    }

    <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
        List<E> constants = new ArrayList<>();
        strings(key).forEach(name -> constants.add(constant(key, name, type)));
        return constants;
    }

    <E extends Enum<E>> E constant(String key, String name, Class<E> type) {
        E[] constants = type.getEnumConstants();
        Optional<E> found = Arrays.stream(constants)
                .filter(constant -> written(constant).equals(name.replace('_', '-')))
                .findFirst();
        String all = Arrays.stream(constants).map(Settings::written).collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            problem(key, "must be one of " + all + ": " + name);
        }
        return found.orElse(constants[0]);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the keys of a group in alphabetical order; none if the value is not a group. */
    List<String> keys(String key) {
        return config.root().get(key) instanceof ConfigObject group
                ? group.keySet().stream().sorted().toList()
                : List.of();
    }

    /** Reads a list of groups. The template has their defaults. */
    List<Settings> groups(String key, Config template) {
        ConfigList list = read(key, Config::getList, null);
        List<Settings> groups = new ArrayList<>();
        if (list == null) {
            return groups;
        }
        for (int i = 0; i < list.size(); i++) {
            ConfigValue element = list.get(i);
            if (element.valueType() != ConfigValueType.OBJECT) {
                problems.add(problem(element.origin().description(), key, "must be a list of groups {...}"));
                continue;
            }
            Config group = ((ConfigObject) element).toConfig().withFallback(template);
            String origin = element.origin().description();
            groups.add(new Settings(group, pathOf(key) + "[" + i + "]", origin, problems));
        }
        return groups;
    }

    /** Whether no problem was found with a value, so that it is not a placeholder. */
    boolean isValid(String key) {
        return problems.stream().noneMatch(problem -> problem.contains(": " + pathOf(key) + " "));
    }

    /** Whether a value was set by the user. */
    boolean isSetByUser(String key) {
        return !config.getValue(key).origin().description().startsWith(ConfigLoader.DEFAULTS);
    }

    /** Adds a problem with a value that can be checked only together with others. */
    void problem(String key, String message) {
        problems.add(problem(config.hasPath(key) ? origin(key) : where, key, message));
    }

    private <T> T read(String key, BiFunction<Config, String, T> reader, T standIn) {
        try {
            return reader.apply(config, key);
        } catch (ConfigException.Missing e) {
            problems.add(problem(where, key, "is required"));
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            String expected = e.getMessage().replaceFirst("^.*?has type", "has type");
            problems.add(problem(origin(key), key, expected));
        }
        return standIn;
    }

    private <T> T check(String key, boolean right, String rule, T value, T standIn) {
        if (right) {
            return value;
        }
        problems.add(problem(origin(key), key, rule + ": " + value));
        return standIn;
    }

    /** Notes a problem if a value was written with decimals: the library drops them without a word. */
    private <T> void requireWhole(String key, BiFunction<Config, String, T> exactly, T value) {
        if (isValid(key) && !exactly.apply(config, key).equals(value)) {
            problems.add(problem(origin(key), key, "must be whole: " + exactly.apply(config, key)));
        }
    }

    private String problem(String origin, String key, String message) {
        return origin + ": " + pathOf(key) + " " + message;
    }

    /** Returns file and line of a value, or of its group if the value is a default. */
    private String origin(String key) {
        String origin = config.getValue(key).origin().description();
        return origin.startsWith(ConfigLoader.DEFAULTS) ? where : origin;
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
