package io.sparkdistill.jobs.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.jobs.storage.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run record holds all that is known of a run, as its file {@code run.json} stores it.
 *
 * @param id name of the folder
 * @param started time when it was opened first, ISO 8601
 * @param ended time when its last command ended; null before
 * @param outcome null until a command has ended
 * @param inputs everything that its students and its evaluation depend on; they identify the run
 * @param artifacts provenance ids by the names of its artifacts
 * @param counts numbers of rows by what they are of
 * @param metrics of all models; null until it is evaluated
 * @param gate result of each requirement of its configuration; null if there is none
 * @param versions of spark-distill, Spark, DJL and Java
 * @param configuration in effect, with all defaults and without credentials
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
        String id,
        RunState state,
        String started,
        String ended,
        Outcome outcome,
        Map<String, String> inputs,
        Map<String, String> artifacts,
        Map<String, Object> counts,
        JsonNode metrics,
        JsonNode gate,
        Map<String, Object> versions,
        JsonNode configuration) {
    /** The name of the number of training examples among the counts. */
    public static final String EXAMPLES = "examples";
    /** The name of the configuration among the facts of a provenance. */
    public static final String CONFIGURATION = "configuration";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    public RunRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(started, "started");
        inputs = Map.copyOf(inputs);
        artifacts = Map.copyOf(artifacts);
        counts = Map.copyOf(counts);
        versions = Map.copyOf(versions);
    }

    /** Returns the record of a new run with the inputs and facts of a provenance. */
    static RunRecord opened(String id, String started, Provenance provenance) {
        Map<String, Object> versions = new TreeMap<>(provenance.facts());
        JsonNode configuration = tree(String.valueOf(versions.remove(CONFIGURATION)));
        return new RunRecord(
                id,
                RunState.TRAINING,
                started,
                null,
                null,
                provenance.inputs(),
                Map.of(),
                Map.of(),
                null,
                null,
                versions,
                configuration);
    }

    /** Returns the record of this run while it goes on after a failure or a stop. */
    RunRecord resumed() {
        return with(RunState.TRAINING, null, null, artifacts, counts, metrics, gate);
    }

    /**
     * Returns the record after training.
     *
     * @param students provenance ids of students and baseline by name
     */
    RunRecord trained(String time, Map<String, String> students, Map<String, ?> moreCounts) {
        return with(
                RunState.TRAINED,
                time,
                Outcome.SUCCESS,
                join(artifacts, students),
                join(counts, moreCounts),
                metrics,
                gate);
    }

    /**
     * Returns the record after the evaluation.
     *
     * @param evaluation provenance id by the name of the artifact
     * @param models metrics as JSON
     * @param requirements result of each requirement; empty for none
     */
    RunRecord evaluated(
            String time, Map<String, String> evaluation, String models, List<Requirement.Result> requirements) {
        JsonNode results = requirements.isEmpty() ? null : JSON.valueToTree(requirements);
        return with(
                RunState.EVALUATED, time, Outcome.SUCCESS, join(artifacts, evaluation), counts, tree(models), results);
    }

    /** Returns the record after a failure. */
    RunRecord failed(String time, Outcome failure) {
        return with(RunState.FAILED, time, failure, artifacts, counts, metrics, gate);
    }

    /** Returns the record after a sweep has given the run up. */
    RunRecord stopped(String time) {
        return with(RunState.STOPPED, time, Outcome.SUCCESS, artifacts, counts, metrics, gate);
    }

    /** Returns the record of a whole run whose command ended with this outcome. */
    RunRecord ended(Outcome outcome) {
        return with(state, ended, outcome, artifacts, counts, metrics, gate);
    }

    /** Returns the requirements that the run does not meet, with their values; empty if it meets all. */
    public List<String> unmet() {
        List<String> unmet = new ArrayList<>();
        if (gate != null) {
            gate.forEach(result -> {
                if (!result.path("passed").asBoolean()) {
                    unmet.add("%s: %s"
                            .formatted(
                                    result.path("require").asText(),
                                    result.path("reason").asText()));
                }
            });
        }
        return unmet;
    }

    private RunRecord with(
            RunState newState,
            String time,
            Outcome newOutcome,
            Map<String, String> newArtifacts,
            Map<String, Object> newCounts,
            JsonNode newMetrics,
            JsonNode newGate) {
        return new RunRecord(
                id,
                newState,
                started,
                time,
                newOutcome,
                inputs,
                newArtifacts,
                newCounts,
                newMetrics,
                newGate,
                versions,
                configuration);
    }

    private static <T> Map<String, T> join(Map<String, ? extends T> first, Map<String, ? extends T> second) {
        Map<String, T> all = new TreeMap<>(first);
        all.putAll(second);
        return all;
    }

    /** Whether all of these inputs are among those of this run. */
    boolean has(Map<String, String> some) {
        return inputs.entrySet().containsAll(some.entrySet());
    }

    /** Writes the content of {@code run.json}. */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IOException if the text is truncated, or describes no run
     */
    static RunRecord parse(String json) throws IOException {
        return Optional.ofNullable(JSON.readValue(json, RunRecord.class))
                .orElseThrow(() -> new IOException("it describes no run"));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
