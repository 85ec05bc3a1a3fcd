package io.sparkdistill.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A variant outcome says what became of a variant of a sweep.
 *
 * @param message why it is not complete or not good enough; null otherwise
 * @param values searched values by key; empty for a variant with a name of its own
 * @param rungs of successive halving that it has finished
 * @param run folder of its run, relative to the sweep; null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VariantOutcome(State state, String message, Map<String, String> values, List<Rung> rungs, String run) {
    /** A state tells how a variant has ended. */
    public enum State {
        /** Its student is trained and evaluated. */
        COMPLETE,
        /** Successive halving has stopped it, since others were better. */
        STOPPED,
        /** Its student is evaluated and does not meet {@code evaluate.require}. */
        UNMET,
        /** It has ended with an error. */
        FAILED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public VariantOutcome {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        rungs = List.copyOf(rungs);
    }

    /** Describes the outcome for people. */
    String described() {
        int epochs = rungs.stream().mapToInt(Rung::epochs).max().orElse(0);
        String ending = state == State.STOPPED ? "stopped after " + Rung.epochs(epochs) : state.toString();
        return message == null ? ending : ending + ": " + message;
    }

    /** Whether its student is evaluated. */
    boolean isEvaluated() {
        return state == State.COMPLETE || state == State.UNMET;
    }
}
