package io.sparkdistill.jobs.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the two files in an artefact's folder that say what it came from and which files it has. */
record Markers(Output output, Listing listing) {
    private static final Logger LOG = LoggerFactory.getLogger(Markers.class);
    private static final String PROVENANCE = "_provenance.json";
    private static final String MANIFEST = "_manifest.json";

    /** The file that is there while an artefact is complete. */
    static String of(String artefact) {
        return artefact + "/" + PROVENANCE;
    }

    boolean isDone(String artefact, Provenance provenance) {
        Optional<String> id = provenance(artefact).map(Provenance::id);
        if (id.isEmpty() || !id.get().equals(provenance.id())) {
            return false;
        }
        Optional<String> damage = damage(artefact);
        damage.ifPresent(what -> LOG.warn("{}: made again", what));
        return damage.isEmpty();
    }

    Optional<Provenance> provenance(String artefact) {
        try {
            return output.exists(of(artefact))
                    ? Optional.of(Provenance.parse(output.readText(of(artefact))))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is cut, so {} counts as not complete", output.path(of(artefact)), artefact);
            return Optional.empty();
        }
    }

    Optional<String> damage(String artefact) {
        String file = artefact + "/" + MANIFEST;
        if (!output.exists(file)) {
            return Optional.of(artefact + ": the list of its files is missing");
        }
        try {
            return Manifest.parse(output.readText(file)).damage(listing);
        } catch (IOException | UncheckedIOException e) {
            return Optional.of(artefact + ": the list of its files is cut");
        }
    }

    void complete(String artefact, Provenance provenance, Contents contents) {
        String manifest = Manifest.of(contents, listing).json();
        output.writeBytes(artefact + "/" + MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        output.writeText(of(artefact), provenance.json());
    }
}
