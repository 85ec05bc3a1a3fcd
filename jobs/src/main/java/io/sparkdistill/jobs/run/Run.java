package io.sparkdistill.jobs.run;

import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.teacher.ServedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run is the folder {@code runs/ID} in an output, with everything that one training made, and with {@code run.json}.
 * It does not change any more when it is evaluated; only the export is added by its own command.
 *
 * @param id name of the folder; identifiers sort by time
 */
public record Run(Output output, String id) {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final String RECORD = "run.json";

    /** Returns the name in the output of an artifact of this run. */
    public String artifact(String name) {
        return ServedRun.RUNS + "/" + id + "/" + name;
    }

    /** Returns the path of the folder. */
    public String path() {
        return output.path(ServedRun.RUNS + "/" + id).toString();
    }

    /** Whether the folder has a file {@code run.json}. */
    boolean exists() {
        return output.exists(artifact(RECORD));
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws UncheckedIOException if it cannot be read; the message names it
     */
    public RunRecord read() {
        try {
            return RunRecord.parse(output.readText(artifact(RECORD)));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read %s: %s".formatted(output.path(artifact(RECORD)), e.getMessage()), e);
        }
    }

    void write(RunRecord content) {
        output.writeText(artifact(RECORD), content.json());
    }

    /** Deletes the folder; its record first, so that a killed deletion leaves no run. */
    void delete() {
        output.delete(artifact(RECORD));
        output.delete(ServedRun.RUNS + "/" + id);
    }

    /**
     * Records that all students are complete, unless that is known.
     *
     * @param students provenance ids of students and baseline by name
     * @param counts numbers of rows by what they are of
     */
    public void recordTraining(Map<String, String> students, Map<String, ?> counts) {
        RunRecord present = read();
        if (!present.state().hasStudents()) {
            write(present.trained(now(), students, counts));
        }
    }

    /**
     * Records the evaluation, unless that is known.
     *
     * @param evaluation provenance id by the name of the artifact
     * @param metrics of all models, as JSON
     * @param requirements result of each requirement of the configuration
     */
    public void recordEvaluation(
            Map<String, String> evaluation, String metrics, List<Requirement.Result> requirements) {
        RunRecord present = read();
        if (present.state() != RunState.EVALUATED) {
            write(present.evaluated(now(), evaluation, metrics, requirements));
        }
    }

    /** Records how the command ended that made this run whole, if that was no success. */
    public void recordOutcome(Outcome outcome) {
        write(read().ended(outcome));
    }

    /** Records that a command failed, unless the run was already whole. */
    public void recordFailure(Outcome failure) {
        try {
            RunRecord present = read();
            if (present.state() != RunState.EVALUATED) {
                write(present.failed(now(), failure));
            }
        } catch (RuntimeException e) {
            LOG.warn("The failure of run {} cannot be recorded: {}", id, e.getMessage());
        }
    }

    /** Records that a sweep gives the run up, unless it is whole or known to have ended. */
    void recordStop() {
        RunRecord present = read();
        if (present.state() == RunState.TRAINING) {
            write(present.stopped(now()));
        }
    }

    /** Goes on after a failure or a stop. */
    void resume() {
        RunRecord present = read();
        if (present.state() == RunState.FAILED || present.state() == RunState.STOPPED) {
            write(present.resumed());
        }
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
