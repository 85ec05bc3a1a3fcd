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
 * The files of a complete artifact, by folder: each file's path in its folder, and its length in bytes.
 *
 * @param fixed folders that hold these files and no other table files
 * @param growing folders whose files stay as they are while others are added
 */
record Manifest(Map<String, Map<String, Long>> fixed, Map<String, Map<String, Long>> growing) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Manifest {
        fixed = Map.copyOf(fixed);
        growing = Map.copyOf(growing);
    }

    /** Takes stock of folders. */
    static Manifest of(Contents contents, Listing listing) {
        return new Manifest(listed(contents.fixed(), listing), listed(contents.growing(), listing));
    }

    private static Map<String, Map<String, Long>> listed(List<String> folders, Listing listing) {
        Map<String, Map<String, Long>> files = new TreeMap<>();
        folders.stream().filter(listing::has).forEach(folder -> files.put(folder, listing.files(folder)));
        return files;
    }

    /** What is not as it was in a folder, in words; empty if all files are there and none was added where none may be. */
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
     * @throws IOException if it is cut
     */
    static Manifest parse(String json) throws IOException {
        return Optional.ofNullable(JSON.readValue(json, Manifest.class))
                .orElseThrow(() -> new IOException("no manifest"));
    }
}
