package io.sparkdistill.jobs.run;

import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.teacher.ServedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens, finds, serves and deletes the runs of an output. A run is found again by its inputs, so that the same
 * configuration over the same tables goes on with its run. Only the holder of the lease of the output may open, serve
 * or delete runs.
 */
public final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final Output output;
    private Run opened;

    public Runs(Output output) {
        this.output = output;
    }

    /** Returns all runs with their records, the oldest first. */
    public Map<Run, RunRecord> all() {
        Map<Run, RunRecord> all = new LinkedHashMap<>();
        output.folders(ServedRun.RUNS).stream()
                .sorted()
                .map(id -> new Run(output, id))
                .filter(Run::exists)
                .forEach(run -> addReadable(run, all));
        return all;
    }

    private static void addReadable(Run run, Map<Run, RunRecord> all) {
        try {
            all.put(run, run.read());
        } catch (UncheckedIOException e) {
            LOG.warn("{}: the run is left out", e.getMessage());
        }
    }

    /** Returns a run by its id. */
    public Optional<Run> find(String id) {
        return Optional.of(new Run(output, id)).filter(Run::exists);
    }

    /** Returns the newest run whose record has a property. */
    public Optional<Run> newest(Predicate<RunRecord> property) {
        return all().entrySet().stream()
                .filter(entry -> property.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .reduce((older, newer) -> newer);
    }

    /**
     * Returns the run that this process has opened, or the newest one, with these inputs.
     *
     * @param some of its inputs
     */
    public Optional<Run> with(Map<String, String> some) {
        Optional<Run> own = opened().filter(run -> run.read().has(some));
        return own.isPresent() ? own : newest(run -> run.has(some));
    }

    /** Returns the run that this process has opened. */
    public Optional<Run> opened() {
        return Optional.ofNullable(opened);
    }

    /**
     * Opens the run with the inputs of a provenance: the one that exists, or a new one.
     *
     * @param provenance with versions and configuration as facts
     */
    public Run open(Provenance provenance) {
        Map<Run, RunRecord> present = all();
        Optional<Run> same = present.entrySet().stream()
                .filter(entry -> entry.getValue().inputs().equals(provenance.inputs()))
                .map(Map.Entry::getKey)
                .findFirst();
        same.ifPresent(Run::resume);
        opened = same.orElseGet(() -> create(present.keySet(), provenance));
        return opened;
    }

    private Run create(Set<Run> present, Provenance provenance) {
        String newest =
                present.stream().map(Run::id).max(Comparator.naturalOrder()).orElse("");
        Run run = new Run(output, RunId.after(newest, Instant.now(), provenance.id()));
        run.write(RunRecord.opened(run.id(), Run.now(), provenance));
        return run;
    }

    /**
     * Copies a model to a run from another run, or from an output of spark-distill 0.1, which kept one in the output
     * itself.
     *
     * @param name of the artifact
     * @param provenance that the artifact must have
     * @return whether it was found
     */
    public boolean copy(String name, Provenance provenance, Run to) {
        List<String> candidates = new ArrayList<>(List.of(name));
        all().forEach((run, content) -> {
            if (!run.equals(to) && provenance.id().equals(content.artifacts().get(name))) {
                candidates.add(run.artifact(name));
            }
        });
        Optional<String> found = candidates.stream()
                .filter(artifact -> output.isUpToDate(artifact, provenance))
                .findFirst();
        found.ifPresent(artifact -> {
            LOG.info("{} is copied from {}", name, output.path(artifact));
            output.copy(artifact, to.artifact(name));
        });
        return found.isPresent();
    }

    /** Returns the run that is served; empty if none is, or if it was deleted. */
    public Optional<Run> served() {
        if (!output.exists(ServedRun.FILE)) {
            return Optional.empty();
        }
        try {
            return find(ServedRun.parse(output.readText(ServedRun.FILE)).run());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read %s: %s".formatted(output.path(ServedRun.FILE), e.getMessage()), e);
        }
    }

    /** Serves a run from now on. A reader finds either this run or the one that was served before. */
    public void serve(Run run, String reason) {
        output.writeText(ServedRun.FILE, new ServedRun(run.id(), Run.now(), reason).json());
    }

    /**
     * Deletes all runs but the newest ones and the served one.
     *
     * @param keep number of runs that stay
     * @return the runs that were deleted
     */
    public List<Run> prune(int keep) {
        sweepFolders();
        Optional<Run> served = served();
        List<Run> all = List.copyOf(all().keySet());
        List<Run> old = all.subList(0, Math.max(0, all.size() - keep)).stream()
                .filter(run -> !served.equals(Optional.of(run)))
                .toList();
        old.forEach(Run::delete);
        return old;
    }

    /** Deletes the folders that a killed deletion left. */
    private void sweepFolders() {
        output.folders(ServedRun.RUNS).stream()
                .filter(RunId::isId)
                .map(id -> new Run(output, id))
                .filter(run -> !run.exists())
                .forEach(Run::delete);
    }
}
