package io.sparkdistill.jobs.job;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the artifacts that a verb reads. Each must be complete and up to date: it must have the provenance that this
 * configuration gives it, as far as this is known without reading a table.
 *
 * <p>Every method returns the id of an artifact, or throws {@link InputException} with the verb to run.
 */
public final class Upstream {
    /** The name of {@link ResultSettings#teachers} among the facts of the provenance of the soft targets. */
    public static final String TEACHERS = "settings of the teachers";

    /** The name of the temperatures among the facts of the provenance of the soft targets. */
    public static final String TEMPERATURES = "temperatures";

    /** The name of the table that a student was trained on, among the inputs of its provenance. */
    public static final String SOURCE = "source";

    private final DistillConfig config;
    private final Output output;

    Upstream(DistillConfig config, Output output) {
        this.config = config;
        this.output = output;
    }

    /** Returns the id of the transfer set, which has the evaluation set with it. */
    public String transferSet() {
        return current(TransferSet.TABLE, Verbs.AUGMENT, settings(ResultSettings.augment(config)));
    }

    /** Returns the id of the soft targets of a transfer set. They may have more temperatures than the configuration. */
    public String softTargets(String transferSet) {
        String id = current(SoftTargets.TABLE, Verbs.LABEL, Map.of(TransferSet.TABLE, transferSet));
        Provenance found = found(SoftTargets.TABLE, Verbs.LABEL);
        List<String> differing = new ArrayList<>(ResultSettings.differences(
                ResultSettings.label(config).toString(), found.inputs().getOrDefault(ResultSettings.INPUT, "")));
        if (storesTemperature(found)) {
            differing.remove("label.temperatures");
        }
        differing.addAll(ResultSettings.differences(
                ResultSettings.teachers(config).toString(),
                String.valueOf(found.facts().get(TEACHERS))));
        if (!differing.isEmpty()) {
            throw stale(SoftTargets.TABLE, Verbs.LABEL, settings(differing));
        }
        return id;
    }

    /** Whether the temperature of the loss is stored, or the loss needs none. */
    private boolean storesTemperature(Provenance softTargets) {
        Object stored = softTargets.facts().get(TEMPERATURES);
        boolean needsNone = config.train().loss().comparesLogits();
        return needsNone
                || (stored instanceof List<?> temperatures
                        && temperatures.stream().anyMatch(this::isOfTraining));
    }

    private boolean isOfTraining(Object temperature) {
        return temperature instanceof Number number
                && number.doubleValue() == config.train().loss().temperature();
    }

    /** Returns the id of the training data: the soft targets, or the transfer set where training needs no teacher. */
    public String source(String transferSet) {
        return config.train().needsTeacher() ? softTargets(transferSet) : transferSet;
    }

    /**
     * Returns the ids of the students by their names.
     *
     * @param source id of the training data
     */
    public Map<String, String> students(String source) {
        TrainConfig train = config.train();
        List<String> names = Artifacts.students(train.students());
        Map<String, String> ids = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            TrainConfig own =
                    train.seeds().isEmpty() ? train : train.ofSeed(train.seeds().get(i));
            Map<String, String> made = settings(ResultSettings.train(config, own));
            made.put(SOURCE, source);
            ids.put(names.get(i), current(names.get(i), Verbs.TRAIN, made));
        }
        return ids;
    }

    /**
     * Returns the id of the student, or of the first one of several. The tables that it was trained on may be deleted.
     */
    public String student() {
        String table = config.train().needsTeacher() ? SoftTargets.TABLE : TransferSet.TABLE;
        TrainConfig train = config.train();
        TrainConfig own =
                train.seeds().isEmpty() ? train : train.ofSeed(train.seeds().get(0));
        Map<String, String> made = settings(ResultSettings.train(config, own));
        output.provenance(table).ifPresent(source -> made.put(SOURCE, source.id()));
        return current(Artifacts.STUDENT, Verbs.TRAIN, made);
    }

    /** Returns the id of the baseline of this transfer set. */
    public String baseline(String transferSet) {
        return current(Artifacts.BASELINE, Verbs.TRAIN, Map.of(SOURCE, transferSet));
    }

    private static Map<String, String> settings(ResultSettings settings) {
        return new LinkedHashMap<>(Map.of(ResultSettings.INPUT, settings.toString()));
    }

    private String current(String artifact, String verb, Map<String, String> made) {
        Provenance found = found(artifact, verb);
        output.damage(artifact).ifPresent(damage -> {
            throw new InputException("Cannot use %s: %s; run `%s`, which makes it again, or `pipeline`"
                    .formatted(output.path(artifact), damage, verb));
        });
        made.forEach((input, value) -> {
            String recorded = found.inputs().getOrDefault(input, "");
            if (!recorded.equals(value)) {
                boolean isSettings = input.equals(ResultSettings.INPUT);
                throw stale(
                        artifact,
                        verb,
                        isSettings ? settings(ResultSettings.differences(value, recorded)) : "another " + input);
            }
        });
        return found.id();
    }

    private Provenance found(String artifact, String verb) {
        return output.provenance(artifact)
                .orElseThrow(() -> new InputException(
                        "Cannot find a complete %s: run `%s` first, or `pipeline`, which runs all verbs"
                                .formatted(output.path(artifact), verb)));
    }

    private static String settings(List<String> keys) {
        return "other settings (%s)".formatted(String.join(", ", keys));
    }

    private InputException stale(String artifact, String verb, String what) {
        return new InputException(
                "Cannot use %s: it was made with %s; run `%s` first, or `pipeline`, which runs all verbs"
                        .formatted(output.path(artifact), what, verb));
    }
}
