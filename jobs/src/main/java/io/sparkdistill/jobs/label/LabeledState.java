package io.sparkdistill.jobs.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A labeled state records the state of the tables when soft targets were completed. A later run labels the files that
 * have been added since.
 *
 * @param files paths of the table files of transfer set, evaluation set and logits, with their lengths in bytes, by
 *     table
 * @param counts of the teachers, by fingerprint
 * @param predictions of the teachers for labeled examples, as {@link TeacherAccuracyCheck} counts them; null if an
 *     earlier version stored this state
 */
record LabeledState(
        Map<String, Map<String, Long>> files, Map<String, LabelingCounts> counts, List<long[]> predictions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    LabeledState {
        files = Map.copyOf(files);
        counts = Map.copyOf(counts);
        predictions = predictions == null ? null : List.copyOf(predictions);
    }

    Map<String, Long> filesOf(String table) {
        return files.getOrDefault(table, Map.of());
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads {@link #json}; empty if the text is truncated. */
    static Optional<LabeledState> parse(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, LabeledState.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
