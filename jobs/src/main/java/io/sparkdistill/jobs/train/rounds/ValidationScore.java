package io.sparkdistill.jobs.train.rounds;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.jobs.config.TrainConfig.SelectBy;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.network.Example;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.DivergedException;
import io.sparkdistill.training.TrainingStep;
import java.io.Serializable;
import java.util.List;

/**
 * A validation score states the score of a student on validation examples. The student's predictions are compared with
 * the labels of the examples or, where there are none, with the predictions of the teacher. Without validation examples
 * all components are null.
 *
 * @param accuracy share of examples whose greatest logit is at the label; null unless they have labels
 * @param agreement share of examples whose greatest logit is at the teacher's class; null if they have labels
 * @param nll mean negative log-likelihood of the label, or of the teacher's class, in nats
 * @param criterion the score that epochs are compared by; null for accuracy or agreement, whichever is present
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValidationScore(Double accuracy, Double agreement, Double nll, Criterion criterion)
        implements Serializable {
    /** The score without validation examples. */
    public static final ValidationScore NONE = new ValidationScore(null, null, null, null);

    /** Creates a score against labels. */
    public ValidationScore(double accuracy, double nll) {
        this(accuracy, null, nll, null);
    }

    /**
     * Scores a student against labels. Examples without a label are left out.
     *
     * @throws DivergedException if a logit is not finite or is beyond {@link TrainingStep#MAX_LOGIT}
     */
    public static ValidationScore of(TrainableModel model, List<Example> examples) {
        List<Example> labeled = examples.stream().filter(Example::isLabeled).toList();
        return of(
                model.logits(labeled), labeled.stream().mapToInt(Example::label).toArray());
    }

    /**
     * Scores a student on validation examples, against true labels or predictions of the teacher, and by what the best
     * epoch is chosen.
     */
    public static ValidationScore of(TrainableModel model, Validation validation) {
        ValidationScore labels = of(model, validation.examples());
        ValidationScore score =
                validation.reference() == Validation.Reference.TEACHER ? labels.againstTeacher() : labels;
        return switch (validation.choice().by()) {
            case ACCURACY -> score;
            case NLL -> score.nll == null ? score : score.by(new Criterion(SelectBy.NLL, score.nll));
            case SOFT_LOSS, AGREEMENT -> score.by(Criterion.of(model, validation.choice()));
        };
    }

    private ValidationScore by(Criterion chosen) {
        return new ValidationScore(accuracy, agreement, nll, chosen);
    }

    /** Scores logits, one row per label. */
    public static ValidationScore of(float[][] logits, int[] labels) {
        if (labels.length == 0) {
            return NONE;
        }
        int right = 0;
        double nll = 0;
        for (int row = 0; row < logits.length; row++) {
            requireInRange(logits[row]);
            right += argmax(logits[row], logits[row].length) == labels[row] ? 1 : 0;
            nll += negativeLogLikelihood(logits[row], labels[row]);
        }
        return new ValidationScore((double) right / logits.length, nll / logits.length);
    }

    private static void requireInRange(float[] logits) {
        for (float logit : logits) {
            if (!(Math.abs(logit) <= TrainingStep.MAX_LOGIT)) {
                throw new DivergedException(
                        "a logit of a validation example is beyond %s: %s".formatted(TrainingStep.MAX_LOGIT, logit));
            }
        }
    }

    /** Returns this score as an agreement, for labels that are predictions of the teacher. */
    public ValidationScore againstTeacher() {
        return new ValidationScore(null, accuracy, nll, criterion);
    }

    @JsonIgnore
    public boolean isPresent() {
        return nll != null;
    }

    /** The name of {@link #share} in tables and charts. */
    public String measure() {
        return agreement == null ? "validation accuracy" : "agreement with teacher";
    }

    /** The accuracy or the agreement, whichever is present; null without examples. */
    public Double share() {
        return agreement == null ? accuracy : agreement;
    }

    /**
     * Whether this score is better than an earlier one: by its criterion or, without one, if its {@link #share} is
     * higher or, if equal, its {@link #nll} is lower. Without examples the later score counts as better.
     */
    public boolean isBetterThan(ValidationScore earlier) {
        if (criterion != null && earlier.criterion != null) {
            return criterion.isBetterThan(earlier.criterion);
        }
        if (!isPresent() || !earlier.isPresent()) {
            return true;
        }
        int byShare = share().compareTo(earlier.share());
        return byShare > 0 || (byShare == 0 && nll < earlier.nll);
    }

    /** Returns the index of the greatest of the first values. */
    static int argmax(float[] logits, int count) {
        int argmax = 0;
        for (int i = 1; i < count; i++) {
            argmax = logits[i] > logits[argmax] ? i : argmax;
        }
        return argmax;
    }

    private static double negativeLogLikelihood(float[] logits, int label) {
        double maximum = logits[argmax(logits, logits.length)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - maximum);
        }
        return maximum + Math.log(sum) - logits[label];
    }
}
