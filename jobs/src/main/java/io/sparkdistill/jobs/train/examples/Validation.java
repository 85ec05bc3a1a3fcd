package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import java.util.List;

/**
 * The examples on which a student is scored after each epoch.
 *
 * @param examples whose label is the true one, or the class that the teacher predicts
 * @param reference which of the two it is
 */
public record Validation(List<Example> examples, Reference reference) {
    /** What the labels of validation examples are. */
    public enum Reference {
        /** True labels: the score is an accuracy. */
        LABELS,
        /** The teacher's classes: the score is an agreement. */
        TEACHER
    }

    /** Examples with true labels. */
    public static Validation labeled(List<Example> examples) {
        return new Validation(examples, Reference.LABELS);
    }
}
