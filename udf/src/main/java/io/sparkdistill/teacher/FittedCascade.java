package io.sparkdistill.teacher;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.statistics.CascadeCurve;
import io.sparkdistill.statistics.CascadeThreshold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A fitted cascade holds what decides between a student and its teacher, as the file {@code cascade.json} of the
 * student's run stores it.
 *
 * @param teacher that is asked
 * @param truth what a right answer is: {@code teacher} or {@code labels}
 * @param target share of right answers, above 0 and below 1
 * @param delta probability that the share is nevertheless below the target, above 0 and below 1
 * @param tableRows number of rows of the tables that the target is held in; null for the distribution of rows
 * @param temperature that calibrates the student; margins in reports are divided by it
 * @param curve counts of the examples that thresholds are chosen from
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FittedCascade(
        AskedTeacher teacher,
        String truth,
        double target,
        double delta,
        Long tableRows,
        double temperature,
        CascadeCurve curve) {
    /** The name of the folder of this file in the folder of a run. */
    public static final String ARTIFACT = "cascade";
    /** The name of the file. */
    public static final String FILE = ARTIFACT + "/cascade.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Identifies the teacher of a cascade.
     *
     * @param name in the configuration
     * @param fingerprint of the model
     * @param classes number of classes
     * @param maxTokens to which an exported model of texts truncates; null for any other model
     * @param inputs of an exported model of texts, in order; null for any other model
     * @param model file or folder of a model that SQL can run; null for any other model, and in older files
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AskedTeacher(
            String name, String fingerprint, int classes, Integer maxTokens, List<String> inputs, String model) {
        public AskedTeacher {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(fingerprint, "fingerprint");
        }
    }

    public FittedCascade {
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(curve, "curve");
    }

    /** Returns the threshold of the target that the cascade was fitted for; empty if none is certified. */
    public Optional<CascadeThreshold> threshold() {
        return threshold(target);
    }

    private Optional<CascadeThreshold> threshold(double wanted) {
        return tableRows == null ? curve.threshold(wanted, delta) : curve.thresholdForTable(wanted, delta, tableRows);
    }

    /**
     * Returns the threshold of another target.
     *
     * @throws InvalidInputException if the examples certify none
     */
    public CascadeThreshold require(double wanted) {
        return threshold(wanted).orElseThrow(() -> new InvalidInputException("answer by a cascade", why(wanted)));
    }

    /** Says why no threshold is certified for a target. */
    public String why(double wanted) {
        long least = CascadeCurve.leastRows(wanted, delta);
        if (curve.rows() < least) {
            return "the target %s needs at least %,d validation examples at delta = %s: %,d; add examples, or lower the target"
                    .formatted(wanted, least, delta, curve.rows());
        }
        return ("the target %s is not certified at delta = %s: even at the largest margin %,d of %,d validation examples"
                        + " are answered wrong; lower the target")
                .formatted(wanted, delta, curve.safest().wrong(), curve.rows());
    }

    /** Writes the content of {@code cascade.json}. */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IOException if the text is truncated, or describes no cascade
     */
    public static FittedCascade parse(String json) throws IOException {
        return Optional.ofNullable(JSON.readValue(json, FittedCascade.class))
                .orElseThrow(() -> new IOException("it describes no cascade"));
    }
}
