package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A compaction replaces small files of a table by larger ones with the same rows. It is stored while it goes on, so
 * that the next run can undo or finish it.
 *
 * @param lists files under the output that list the files of the table
 * @param added lengths in bytes of the new files, by their paths in the table
 * @param replaced paths of the small files
 * @param complete whether all new files are in the table
 */
record Compaction(List<String> lists, Map<String, Long> added, Set<String> replaced, boolean complete) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Compaction {
        lists = List.copyOf(lists);
        added = Map.copyOf(added);
        replaced = Set.copyOf(replaced);
    }

    /** Returns the file that exists while files of a table are replaced. */
    static String file(String table) {
        return table + "/_compaction.json";
    }

    Compaction completed() {
        return new Compaction(lists, added, replaced, true);
    }

    /**
     * Returns a list of files in which the new files stand for the small ones. It stays as it is if it has not all of
     * them, since the new files then have other rows too.
     *
     * @param json objects by name, each with the lengths of files by path and table
     */
    String replaceIn(String json, String table) {
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(json);
            root.forEach(group -> {
                if (group.get(table) instanceof ObjectNode files
                        && replaced.stream().allMatch(files::has)) {
                    replaced.forEach(files::remove);
                    added.forEach(files::put);
                }
            });
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException | ClassCastException e) {
            return json; // It is truncated, so what it lists counts as incomplete.
        }
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads {@link #json}; empty if the text is truncated. */
    static Optional<Compaction> parse(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, Compaction.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
