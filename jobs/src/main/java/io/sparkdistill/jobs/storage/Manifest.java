package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A manifest lists the files of a complete artifact: for each folder, the paths of its files and their lengths in
 * bytes.
 *
 * @param fixed folders to which no table file may be added
 * @param growing folders to which files may be added while the present ones stay unchanged
 */
record Manifest(Map<String, Map<String, Long>> fixed, Map<String, Map<String, Long>> growing) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Manifest {
        fixed = Map.copyOf(fixed);
        growing = Map.copyOf(growing);
    }

    /** Lists the files of folders as they are now. */
    static Manifest of(Contents contents, Listing listing) {
        return new Manifest(listed(contents.fixed(), listing), listed(contents.growing(), listing));
    }

    private static Map<String, Map<String, Long>> listed(List<String> folders, Listing listing) {
        Map<String, Map<String, Long>> files = new TreeMap<>();
        folders.stream().filter(listing::has).forEach(folder -> files.put(folder, listing.files(folder)));
        return files;
    }

    /** Describes the first difference between the recorded and the present files; empty if there is none. */
    Optional<String> damage(Listing listing) {
        for (Map.Entry<String, Map<String, Long>> folder : fixed.entrySet()) {
            Map<String, Long> found = listing.files(folder.getKey());
            Optional<String> damage = lost(folder, found, listing).or(() -> added(folder, found, listing));
            if (damage.isPresent()) {
                return damage;
            }
        }
        return growing.entrySet().stream()
                .flatMap(folder -> lost(folder, listing.files(folder.getKey()), listing).stream())
                .findFirst();
    }

    private static Optional<String> lost(
            Map.Entry<String, Map<String, Long>> folder, Map<String, Long> found, Listing listing) {
        String name = folder.getKey();
        Map<String, Long> recorded = folder.getValue();
        if (!listing.has(name)) {
            return Optional.of(name + ": the folder is missing");
        }
        long missing = recorded.keySet().stream()
                .filter(file -> !found.containsKey(file))
                .count();
        if (missing > 0) {
            String verb = missing == 1 ? "is" : "are";
            return Optional.of("%s: %d of %d files %s missing".formatted(name, missing, recorded.size(), verb));
        }
        return recorded.entrySet().stream()
                .filter(file -> !file.getValue().equals(found.get(file.getKey())))
                .map(file -> "%s: %s has %d bytes instead of %d"
                        .formatted(name, file.getKey(), found.get(file.getKey()), file.getValue()))
                .findFirst();
    }

    private static Optional<String> added(
            Map.Entry<String, Map<String, Long>> folder, Map<String, Long> found, Listing listing) {
        return found.keySet().stream()
                .filter(file -> !folder.getValue().containsKey(file) && listing.isTableFile(file))
                .map(file -> "%s: %s was added".formatted(folder.getKey(), file))
                .findFirst();
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IOException if the text is truncated
     */
    static Manifest parse(String json) throws IOException {
        return Optional.ofNullable(JSON.readValue(json, Manifest.class))
                .orElseThrow(() -> new IOException("no manifest"));
    }
}
