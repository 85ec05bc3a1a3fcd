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
    /** Variants of a sweep open runs of one output at the same time, each by an object of its own. */
    private static final Object OPENING = new Object();

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
        opened = findOrCreate(provenance);
        opened.resume();
        return opened;
    }

    /**
     * Opens the run with the inputs of a provenance, and records that it is given up. It is trained again, or goes on,
     * when it is opened again.
     */
    public Run stop(Provenance provenance) {
        opened = findOrCreate(provenance);
        opened.recordStop();
        return opened;
    }

    private Run findOrCreate(Provenance provenance) {
        synchronized (OPENING) {
            Map<Run, RunRecord> present = all();
            return present.entrySet().stream()
                    .filter(entry -> entry.getValue().inputs().equals(provenance.inputs()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseGet(() -> create(present.keySet(), provenance));
        }
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
     * Deletes all runs but the newest ones and the served one. Those that a sweep has given up are deleted too, and are
     * not counted. Checkpoints are deleted once no run is left that could go on from them.
     *
     * @param keep number of runs that stay
     * @return the runs that were deleted
     */
    public List<Run> prune(int keep) {
        deleteRemains();
        Optional<Run> served = served();
        Map<Run, RunRecord> all = all();
        List<Run> counted = all.keySet().stream()
                .filter(run -> all.get(run).state() != RunState.STOPPED)
                .toList();
        List<Run> kept = counted.subList(Math.max(0, counted.size() - keep), counted.size());
        List<Run> old = all.keySet().stream()
                .filter(run -> !kept.contains(run) && !served.equals(Optional.of(run)))
                .toList();
        old.forEach(Run::delete);
        if (all().values().stream().noneMatch(run -> run.state().canGoOn())) {
            TrainingCheckpoints.deleteAll(output);
        }
        return old;
    }

    /** Deletes the folders that a killed deletion left. */
    private void deleteRemains() {
        output.folders(ServedRun.RUNS).stream()
                .filter(RunId::isId)
                .map(id -> new Run(output, id))
                .filter(run -> !run.exists())
                .forEach(Run::delete);
    }
}
