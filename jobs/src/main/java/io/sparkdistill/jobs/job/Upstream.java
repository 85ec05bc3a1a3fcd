package io.sparkdistill.jobs.job;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.FittedCascade;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** The name of the settings of the evaluation among the inputs of a run. */
    public static final String EVALUATE = "evaluate";

    /** The name of the text that identifies the files that students start from, among the inputs of a run. */
    public static final String FILES = "files";

    private final DistillConfig config;
    private final Output output;
    private final Runs runs;

    Upstream(DistillConfig config, Output output, Runs runs) {
        this.config = config;
        this.output = output;
        this.runs = runs;
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
            throw stale(output.path(SoftTargets.TABLE), Verbs.LABEL, settings(differing));
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
     * Returns the inputs of the run of this configuration, without the files that its students start from.
     *
     * @param source id of the training data
     */
    public Map<String, String> runInputs(String transferSet, String source) {
        Map<String, String> inputs = settings(ResultSettings.run(config));
        inputs.put(TransferSet.TABLE, transferSet);
        inputs.put(SOURCE, source);
        inputs.put(EVALUATE, ResultSettings.evaluate(config).toString());
        return inputs;
    }

    /**
     * Returns the run of this configuration, or one that differs in the settings of the evaluation alone.
     *
     * @param source id of the training data
     */
    public Run run(String transferSet, String source) {
        return run(runInputs(transferSet, source));
    }

    private Run run(Map<String, String> inputs) {
        Map<String, String> ofTraining = new LinkedHashMap<>(inputs);
        ofTraining.remove(EVALUATE);
        return runs.with(inputs).or(() -> runs.with(ofTraining)).orElseThrow(() -> noRun(ofTraining));
    }

    private InputException noRun(Map<String, String> inputs) {
        Optional<Run> newest = runs.newest(run -> true);
        if (newest.isEmpty()) {
            return missing(Artifacts.STUDENT, Verbs.TRAIN);
        }
        Map<String, String> recorded = newest.get().read().inputs();
        return inputs.entrySet().stream()
                .filter(input -> !input.getValue().equals(recorded.get(input.getKey())))
                .findFirst()
                .map(input -> stale(
                        newest.get().path(),
                        Verbs.TRAIN,
                        difference(input.getKey(), input.getValue(), recorded.getOrDefault(input.getKey(), ""))))
                .orElseThrow();
    }

    /**
     * Returns the ids of the students of a run by their names.
     *
     * @param source id of the training data
     */
    public Map<String, String> students(Run run, String source) {
        TrainConfig train = config.train();
        List<String> names = Artifacts.students(train.students());
        Map<String, String> ids = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            TrainConfig own =
                    train.seeds().isEmpty() ? train : train.ofSeed(train.seeds().get(i));
            Map<String, String> made = settings(ResultSettings.train(config, own));
            made.put(SOURCE, source);
            ids.put(names.get(i), current(run.artifact(names.get(i)), Verbs.TRAIN, made));
        }
        return ids;
    }

    /**
     * Returns the run of this configuration, whose student is complete. The tables that it was trained on may be
     * deleted.
     */
    public Run trainedRun() {
        Map<String, String> inputs = settings(ResultSettings.run(config));
        inputs.put(EVALUATE, ResultSettings.evaluate(config).toString());
        String table = config.train().needsTeacher() ? SoftTargets.TABLE : TransferSet.TABLE;
        output.provenance(table).ifPresent(source -> inputs.put(SOURCE, source.id()));
        Run run = run(inputs);
        current(run.artifact(Artifacts.STUDENT), Verbs.TRAIN, Map.of());
        return run;
    }

    /** Returns the id of the cascade of a run. */
    public String cascade(Run run) {
        return current(run.artifact(FittedCascade.ARTIFACT), Verbs.CASCADE, settings(ResultSettings.cascade(config)));
    }

    /** Returns the id of the baseline of a run. */
    public String baseline(Run run, String transferSet) {
        return current(run.artifact(Artifacts.BASELINE), Verbs.TRAIN, Map.of(SOURCE, transferSet));
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
                throw stale(output.path(artifact), verb, difference(input, value, recorded));
            }
        });
        return found.id();
    }

    private static String difference(String input, String value, String recorded) {
        return input.equals(ResultSettings.INPUT)
                ? settings(ResultSettings.differences(value, recorded))
                : "another " + input;
    }

    private Provenance found(String artifact, String verb) {
        return output.provenance(artifact).orElseThrow(() -> missing(artifact, verb));
    }

    private InputException missing(String artifact, String verb) {
        return new InputException("Cannot find a complete %s: run `%s` first, or `pipeline`, which runs all verbs"
                .formatted(output.path(artifact), verb));
    }

    private static String settings(List<String> keys) {
        return "other settings (%s)".formatted(String.join(", ", keys));
    }

    private static InputException stale(Object path, String verb, String what) {
        return new InputException(
                "Cannot use %s: it was made with %s; run `%s` first, or `pipeline`, which runs all verbs"
                        .formatted(path, what, verb));
    }
}
