package io.sparkdistill.jobs.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the two marker files of an artifact: its provenance and its manifest. */
record Markers(Output output, Listing listing) {
    private static final Logger LOG = LoggerFactory.getLogger(Markers.class);
    private static final String PROVENANCE = "_provenance.json";
    private static final String MANIFEST = "_manifest.json";

    /** Returns the file that exists while an artifact is complete. */
    static String of(String artifact) {
        return artifact + "/" + PROVENANCE;
    }

    /** Returns the list of the files of an artifact. */
    static String manifest(String artifact) {
        return artifact + "/" + MANIFEST;
    }

    boolean isUpToDate(String artifact, Provenance provenance) {
        Optional<String> id = provenance(artifact).map(Provenance::id);
        if (id.isEmpty() || !id.get().equals(provenance.id())) {
            return false;
        }
        Optional<String> damage = damage(artifact);
        damage.ifPresent(what -> LOG.warn("{}: it is made again", what));
        return damage.isEmpty();
    }

    Optional<Provenance> provenance(String artifact) {
        try {
            return output.exists(of(artifact))
                    ? Optional.of(Provenance.parse(output.readText(of(artifact))))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is truncated: {} counts as incomplete", output.path(of(artifact)), artifact);
            return Optional.empty();
        }
    }

    Optional<String> damage(String artifact) {
        String file = manifest(artifact);
        if (!output.exists(file)) {
            return Optional.of(artifact + ": the list of its files is missing");
        }
        try {
            return Manifest.parse(output.readText(file)).damage(listing);
        } catch (IOException | UncheckedIOException e) {
            return Optional.of(artifact + ": the list of its files is truncated");
        }
    }

    void markComplete(String artifact, Provenance provenance, Contents contents) {
        String manifest = Manifest.of(contents, listing).json();
        output.writeBytes(manifest(artifact), manifest.getBytes(StandardCharsets.UTF_8));
        output.writeText(of(artifact), provenance.json());
    }
}
