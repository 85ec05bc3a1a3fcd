package io.sparkdistill.jobs.train.examples;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.jobs.config.TrainConfig.SelectBy;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.network.Example;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A validation holds the examples on which a student is scored after each epoch.
 *
 * @param examples validation examples, whose label is either the true one or the class that the teacher predicts
 * @param reference which of the two the labels are
 * @param choice how the best epoch is chosen
 */
public record Validation(List<Example> examples, Reference reference, Choice choice) {
    /** A reference defines the meaning of the labels of validation examples. */
    public enum Reference {
        /** The labels are true labels, so that the score is an accuracy. */
        LABELS,
        /** The labels are predictions of the teacher, so that the score is an agreement with it. */
        TEACHER
    }

    /**
     * A choice of the best epoch names the score that decides.
     *
     * @param softLoss loss between student and teacher; null for a choice without a teacher
     * @param heldBack training examples with soft targets that no step sees; empty for a choice by validation examples
     */
    @DefaultSerializer(JavaSerializer.class)
    public record Choice(SelectBy by, Loss softLoss, List<Example> heldBack) implements Serializable {
        /** The choice by the accuracy, or the agreement, on the validation examples. */
        public static final Choice BY_ACCURACY = new Choice(SelectBy.ACCURACY, null, List.of());

        public Choice {
            heldBack = new ArrayList<>(heldBack);
        }
    }

    /** Creates a validation whose best epoch has the highest accuracy or agreement. */
    public Validation(List<Example> examples, Reference reference) {
        this(examples, reference, Choice.BY_ACCURACY);
    }

    /** Returns examples with true labels. */
    public static Validation labeled(List<Example> examples) {
        return new Validation(examples, Reference.LABELS);
    }
}
