package io.sparkdistill.jobs.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A run state marks the progress of a run from training to evaluation, or its failure. */
public enum RunState {
    /** Its students are being trained, or were when its process was killed. */
    TRAINING,
    /** All its students are complete. */
    TRAINED,
    /** All its students are complete and evaluated. The run does not change any more. */
    EVALUATED,
    /** It ended with an error. The same command continues it. */
    FAILED,
    /** A sweep gave it up, since other variants were better. It has no student and no checkpoints. */
    STOPPED;

    /** Whether all its students are complete. */
    public boolean hasStudents() {
        return this == TRAINED || this == EVALUATED;
    }

    /** Whether the command that made it may go on with it where it was. */
    boolean canGoOn() {
        return this == TRAINING || this == FAILED;
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
