package io.sparkdistill.jobs.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import java.util.List;

/**
 * A student summary describes a trained student, as {@code training.json} stores it.
 *
 * @param name of the student or the baseline
 * @param examples number of training examples
 * @param embeddings number of parameters in word vectors
 * @param others number of all other parameters
 * @param bestEpoch number of the epoch whose parameters the student has
 * @param epochs metrics of all epochs
 * @param learningRate the best one of those that were tried; null if there was no choice
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudentSummary(
        String name,
        long examples,
        long embeddings,
        long others,
        int bestEpoch,
        List<EpochReport> epochs,
        Double learningRate) {
    public StudentSummary {
        epochs = List.copyOf(epochs);
    }

    /** Creates the summary of a student whose learning rate is that of the configuration. */
    public StudentSummary(
            String name, long examples, long embeddings, long others, int bestEpoch, List<EpochReport> epochs) {
        this(name, examples, embeddings, others, bestEpoch, epochs, null);
    }

    StudentSummary withLearningRate(double rate) {
        return new StudentSummary(name, examples, embeddings, others, bestEpoch, epochs, rate);
    }

    boolean isBetterThan(StudentSummary other) {
        return best().validation().isBetterThan(other.best().validation());
    }

    /** Returns the report of the epoch whose parameters the student has. */
    public EpochReport best() {
        return epochs.get(bestEpoch - 1);
    }
}
