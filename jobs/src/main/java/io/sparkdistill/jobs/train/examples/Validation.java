package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import java.util.List;

/**
 * A validation holds the validation examples on which a student is scored after each epoch.
 *
 * @param examples whose label is either the true one or the class that the teacher predicts
 * @param reference which of the two the labels are
 */
public record Validation(List<Example> examples, Reference reference) {
    /** A reference defines the meaning of the labels of validation examples. */
    public enum Reference {
        /** The labels are true labels, so that the score is an accuracy. */
        LABELS,
        /** The labels are predictions of the teacher, so that the score is an agreement with it. */
        TEACHER
    }

    /** Returns examples with true labels. */
    public static Validation labeled(List<Example> examples) {
        return new Validation(examples, Reference.LABELS);
    }
}
