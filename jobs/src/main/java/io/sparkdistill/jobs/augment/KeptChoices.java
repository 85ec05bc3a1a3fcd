package io.sparkdistill.jobs.augment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.TransferSet;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * Kept choices are what the examples and copies of a transfer set depend on beside their own content. They are stored
 * when the whole transfer set is made, and are kept when examples are added.
 *
 * @param thresholds of the limits, by the origin of the examples
 * @param words numbers of the words that copies draw from, by part of speech and word
 */
record KeptChoices(Map<Origin, String> thresholds, Map<String, Map<String, Long>> words) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = TransferSet.TABLE + "/_choices.json";

    KeptChoices {
        thresholds = Map.copyOf(thresholds);
        words = Map.copyOf(words);
    }

    /** Whether a configuration makes such choices. */
    static boolean areMade(AugmentConfig config) {
        AugmentConfig.Limits limits = config.limits();
        return config.copies() > 0
                || limits.labeled().isPresent()
                || limits.unlabeled().isPresent();
    }

    /** Stores the choices, while the transfer set is not marked complete. */
    void store(Output output) {
        try {
            output.writeText(FILE, JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the choices of a complete transfer set; empty if an earlier version has not stored them. */
    static Optional<KeptChoices> of(Output output) {
        try {
            return output.exists(FILE)
                    ? Optional.ofNullable(JSON.readValue(output.readText(FILE), KeptChoices.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
