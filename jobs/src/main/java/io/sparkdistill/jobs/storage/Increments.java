package io.sparkdistill.jobs.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds rows to complete artifacts of plain files. A kill at any instant leaves either the artifact as it was, once
 * {@link #rollBack} has removed what was added, or the new one.
 */
public final class Increments {
    private static final Logger LOG = LoggerFactory.getLogger(Increments.class);

    private final Output output;
    private final Listing listing;
    private final Markers markers;

    Increments(Output output, Listing listing, Markers markers) {
        this.output = output;
        this.listing = listing;
        this.markers = markers;
    }

    /**
     * Records the state of an artifact before rows are added.
     *
     * @param folders to which rows will be added
     */
    public void begin(String artifact, List<String> folders) {
        Map<String, Map<String, Long>> files = new TreeMap<>();
        folders.forEach(folder -> files.put(folder, listing.tableFiles(folder)));
        String base = markers.provenance(artifact).orElseThrow().id();
        Increment before = new Increment(base, output.readText(Markers.manifest(artifact)), files);
        output.writeText(Increment.file(artifact), before.json());
    }

    /** Marks an artifact complete after rows were added. */
    public void complete(String artifact, Provenance provenance, Contents contents) {
        markers.markComplete(artifact, provenance, contents);
        output.delete(Increment.file(artifact));
    }

    /** Removes the rows that a killed run has added to an artifact, if it did not complete it. */
    public void rollBack(String artifact) {
        String file = Increment.file(artifact);
        if (!output.exists(file)) {
            return;
        }
        Optional<Increment> increment = Increment.parse(output.readText(file));
        Optional<String> present = markers.provenance(artifact).map(Provenance::id);
        increment.filter(before -> present.equals(Optional.of(before.base()))).ifPresent(before -> {
            LOG.warn("{}: rows that a killed run has added are removed", output.path(artifact));
            before.files().forEach((folder, known) -> listing.tableFiles(folder).keySet().stream()
                    .filter(added -> !known.containsKey(added))
                    .forEach(added -> output.delete(folder + "/" + added)));
            output.writeBytes(Markers.manifest(artifact), before.manifest().getBytes(StandardCharsets.UTF_8));
        });
        output.delete(file);
    }
}
