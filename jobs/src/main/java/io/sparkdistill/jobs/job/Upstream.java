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
 * The artifacts that a verb reads. Each must be there with all its files, and must be what this configuration makes of
 * the artifacts that are there now, as far as that is known without reading a table. Every method gives the artifact's id.
 *
 * <p>Every method throws {@link InputException} otherwise, with the verb to run.
 */
public final class Upstream {
    /** The fact of the soft targets' provenance that holds {@link ResultSettings#teachers}. */
    public static final String TEACHERS = "settings of the teachers";

    /** The fact of the soft targets' provenance that lists the temperatures. */
    public static final String TEMPERATURES = "temperatures";

    /** The input of a student's provenance that names the table it was fitted to. */
    public static final String SOURCE = "source";

    private final DistillConfig config;
    private final Output output;

    Upstream(DistillConfig config, Output output) {
        this.config = config;
        this.output = output;
    }

    /** The transfer set, with the evaluation set. */
    public String transferSet() {
        return current(TransferSet.TABLE, Verbs.AUGMENT, settings(ResultSettings.augment(config)));
    }

    /** The soft targets of a transfer set, with the logits that they were derived from. More temperatures may be stored. */
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

    /** Whether the temperature that training needs is stored, as far as it needs one. */
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

    /** What the student is fitted to: soft targets, or the transfer set where training needs no teacher. */
    public String source(String transferSet) {
        return config.train().needsTeacher() ? softTargets(transferSet) : transferSet;
    }

    /** The students by their names, fitted to this source. */
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

    /** The student, or the first of them, for which tables that are gone are not needed. */
    public String student() {
        String table = config.train().needsTeacher() ? SoftTargets.TABLE : TransferSet.TABLE;
        TrainConfig train = config.train();
        TrainConfig own =
                train.seeds().isEmpty() ? train : train.ofSeed(train.seeds().get(0));
        Map<String, String> made = settings(ResultSettings.train(config, own));
        output.provenance(table).ifPresent(source -> made.put(SOURCE, source.id()));
        return current(Artifacts.STUDENT, Verbs.TRAIN, made);
    }

    /** The baseline, fitted to this transfer set. */
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
