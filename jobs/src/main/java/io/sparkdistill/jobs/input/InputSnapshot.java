package io.sparkdistill.jobs.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.Secrets;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot lists the files of all inputs at the time of a run.
 *
 * @param files by the key of their entry in the configuration
 */
public record InputSnapshot(Map<String, List<KnownFile>> files) {
    /** The snapshot of a run that is not known. */
    public static final InputSnapshot NONE = new InputSnapshot(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    public InputSnapshot {
        files = Map.copyOf(files);
    }

    List<KnownFile> of(InputEntry entry) {
        return files.getOrDefault(entry.key(), List.of());
    }

    /**
     * Returns the paths of the files of an entry that are not in this snapshot; empty if one that is was changed or
     * deleted.
     *
     * @param present files of the entry
     */
    Optional<List<String>> added(InputEntry entry, Collection<KnownFile> present) {
        Map<String, KnownFile> known = KnownFile.byPath(of(entry));
        Map<String, KnownFile> now = KnownFile.byPath(present);
        boolean unchanged =
                known.entrySet().stream().allMatch(file -> file.getValue().isSameAs(now.get(file.getKey())));
        return unchanged
                ? Optional.of(now.entrySet().stream()
                        .filter(file -> !known.containsKey(file.getKey()))
                        .map(file -> file.getValue().path())
                        .toList())
                : Optional.empty();
    }

    /** Returns the snapshot as JSON, without credentials in paths. */
    public String json() {
        try {
            return Secrets.redact(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads {@link #json}; empty if the text is truncated. */
    public static Optional<InputSnapshot> parse(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, InputSnapshot.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
