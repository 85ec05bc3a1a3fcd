package io.sparkdistill.jobs.job;

import io.sparkdistill.jobs.config.CanonicalKeys;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.EmbeddingsConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Result settings are the settings that the result of a verb depends on: the keys of the configuration that differ from
 * the defaults, and the version of the verb's algorithm.
 *
 * @param values of the settings, as JSON, by key
 */
public record ResultSettings(SortedMap<String, String> values) {
    /** The name of the settings among the inputs of a provenance. */
    public static final String INPUT = "settings";

    private static final String SEED = "seed";
    private static final String ALGORITHM = "algorithm";
    private static final String THREADS = "train.threads";
    private static final String CHECKPOINTS = "train.checkpoint-minutes";
    /** The version of each verb's algorithm. Raise it whenever the same inputs and settings give another result. */
    private static final Map<String, Integer> ALGORITHMS = Map.of(
            Verbs.AUGMENT, 1, Verbs.LABEL, 1, Verbs.TRAIN, 1, Verbs.EVALUATE, 2, Verbs.EXPORT, 1, Verbs.CASCADE, 1);

    /** The settings of a teacher that change no answer: its name, and how an endpoint is asked. */
    private static final Pattern UNRELATED = Pattern.compile(
            "\\]\\.(name|sha256|alternatives.*|endpoint|api-key-.*|max-in-flight|.*-per-minute|timeout-seconds|max-retries|price\\..*)$");

    public ResultSettings {
        values = new TreeMap<>(values);
    }

    private static ResultSettings of(String verb, Map<String, String> keys) {
        SortedMap<String, String> all = new TreeMap<>(keys);
        all.put(ALGORITHM, ALGORITHMS.get(verb).toString());
        return new ResultSettings(all);
    }

    /** Returns the settings that the transfer set depends on. */
    public static ResultSettings augment(DistillConfig config) {
        return of(Verbs.AUGMENT, config.keys().under("task", "input", "augment"))
                .with(SEED, config.seed());
    }

    /**
     * Returns the settings that the soft targets depend on, apart from the teachers, which are known by fingerprint.
     */
    public static ResultSettings label(DistillConfig config) {
        ResultSettings settings = of(
                Verbs.LABEL,
                config.keys().under("label.temperatures", "label.combine", "label.top-k", "label.top-k-method"));
        return config.label().sparsity().keepsAll() ? settings : settings.with(SEED, config.seed());
    }

    /** Returns the settings of the teachers without their names, and without those that change no answer. */
    public static ResultSettings teachers(DistillConfig config) {
        CanonicalKeys keys = config.keys();
        SortedMap<String, String> teachers = keys.under("teachers");
        // Other files of a teacher are only compared with it, unless the fastest is chosen.
        teachers.keySet().removeIf(key -> UNRELATED.matcher(key).find());
        config.teachers().stream()
                .filter(TeacherConfig::choosesFastest)
                .forEach(teacher -> teachers.putAll(keys.under(teacher.key() + ".alternatives", "label.agreement")));
        teachers.putAll(keys.under("label.hidden"));
        return new ResultSettings(teachers);
    }

    /**
     * Returns the settings that a student or the baseline depends on. The number of threads, the time between
     * checkpoints and the names of the classes are not among them.
     *
     * @param train settings of this student
     */
    public static ResultSettings train(DistillConfig config, TrainConfig train) {
        SortedMap<String, String> keys = config.keys().under("task.type", "task.classes", "student", "train");
        keys.keySet()
                .removeIf(key -> key.startsWith("train.baseline.")
                        || List.of("train.seeds", THREADS, CHECKPOINTS).contains(key));
        if (train.start() == TrainConfig.Start.FRESH) {
            keys.remove("train.start");
        }
        if (train.vocabulary() == TrainConfig.Vocabulary.TRANSFER_SET) {
            keys.putAll(config.keys().under("train.baseline.vocabulary"));
        }
        if (!train.candidates().equals(List.of(train))) {
            keys.putAll(config.keys().under("train.baseline.learning-rates"));
        }
        return of(Verbs.TRAIN, keys)
                .withWordVectors(config)
                .with(SEED, train.seed(config.seed()))
                // The baseline has its own values.
                .with("train.epochs", train.stopping().epochs())
                .with("train.patience", train.stopping().patience())
                .with("train.soft-weight", train.loss().softWeight())
                .with("train.hard-weight", train.loss().hardWeight())
                .with("train.label-smoothing", train.loss().labelSmoothing());
    }

    /** Returns the settings that all students of a run and the baseline depend on. */
    public static ResultSettings run(DistillConfig config) {
        SortedMap<String, String> keys = config.keys().under("task.type", "task.classes", "student", "train");
        keys.keySet().removeAll(List.of(THREADS, CHECKPOINTS));
        return of(Verbs.TRAIN, keys).withWordVectors(config).with(SEED, config.seed());
    }

    /** Returns the settings that an evaluation depends on. */
    public static ResultSettings evaluate(DistillConfig config) {
        return of(Verbs.EVALUATE, config.keys().under("evaluate", "report"));
    }

    /** Returns the settings that a cascade depends on. */
    public static ResultSettings cascade(DistillConfig config) {
        return of(
                Verbs.CASCADE,
                config.keys().under("cascade.target", "cascade.delta", "cascade.truth", "cascade.table-rows"));
    }

    /** Word2vec on several partitions divides the texts in another way than version 1 did. */
    private ResultSettings withWordVectors(DistillConfig config) {
        EmbeddingsConfig embeddings = config.student().embeddings();
        boolean divides = embeddings.source() == EmbeddingsConfig.Source.WORD2VEC && embeddings.partitions() > 1;
        return divides ? with("student.word2vec.algorithm", 2) : this;
    }

    private ResultSettings with(String key, Number value) {
        SortedMap<String, String> all = new TreeMap<>(values);
        all.put(key, value.toString());
        return new ResultSettings(all);
    }

    /** Returns the keys whose values differ between two settings in the form of {@link #toString}. */
    static List<String> differences(String one, String other) {
        Set<String> differing = new TreeSet<>(one.lines().toList());
        for (String line : other.lines().toList()) {
            if (!differing.remove(line)) {
                differing.add(line);
            }
        }
        return differing.stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(" = "))))
                .distinct()
                .toList();
    }

    /** Writes one line per key, in the order of the keys. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
