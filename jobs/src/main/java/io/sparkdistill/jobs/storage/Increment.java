package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * An increment records the state of an artifact before rows are added to it. It is stored while they are added, so that
 * the next run can remove what a killed one has added.
 *
 * @param base id of the provenance before
 * @param manifest of the artifact before, as text
 * @param files paths of the table files before, with their lengths in bytes, by folder
 */
record Increment(String base, String manifest, Map<String, Map<String, Long>> files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the file that exists while rows are added to an artifact. */
    static String file(String artifact) {
        return artifact + "/_increment.json";
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads {@link #json}; empty if the text is truncated. */
    static Optional<Increment> parse(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, Increment.class))
                    .filter(increment -> increment.base != null && increment.files != null);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
