package io.sparkdistill.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.jobs.config.PromoteConfig.Metric;
import io.sparkdistill.jobs.train.StudentSummary;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A rung has the best validation score of a student in its first epochs.
 *
 * @param epochs number of epochs
 * @param measure name of the share
 * @param share of right validation examples, or of those on which it agrees with the teacher
 * @param nll mean negative log-likelihood, in nats
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rung(int epochs, String measure, Double share, Double nll) {
    /**
     * Returns the score of a student in its first epochs, which may have been trained for more.
     *
     * @param student with one report per epoch or validation
     * @throws IllegalStateException if it has no validation examples
     */
    static Rung of(StudentSummary student, int epochs, Metric metric) {
        List<ValidationScore> scores = reports(student, epochs).stream()
                .map(EpochReport::validation)
                .filter(ValidationScore::isPresent)
                .toList();
        ValidationScore best = scores.stream()
                .min(Comparator.comparingDouble(
                                (ValidationScore score) -> metric == Metric.NLL ? score.nll() : -score.share())
                        .thenComparingDouble(ValidationScore::nll))
                .orElseThrow(() -> new IllegalStateException("Cannot compare variants without validation examples"));
        return new Rung(epochs, best.measure(), best.share(), best.nll());
    }

    /** Returns the reports up to the first one that ends with these epochs or after them, at which a training pauses. */
    private static List<EpochReport> reports(StudentSummary student, int epochs) {
        List<EpochReport> first = new ArrayList<>();
        long rows = 0;
        for (EpochReport report : student.epochs()) {
            if (rows >= epochs * student.examples()) {
                break;
            }
            first.add(report);
            rows += report.rows();
        }
        return first;
    }

    /** Returns the order of rungs, the best one first. */
    static Comparator<Rung> best(Metric metric) {
        return Comparator.comparingDouble((Rung rung) -> metric == Metric.NLL ? rung.nll() : -rung.share())
                .thenComparingDouble(Rung::nll);
    }

    /** Writes a number of epochs for people. */
    static String epochs(int count) {
        return "%d %s".formatted(count, count == 1 ? "epoch" : "epochs");
    }

    /** Writes a number of variants for people. */
    static String variants(int count) {
        return "%d %s".formatted(count, count == 1 ? "variant" : "variants");
    }

    @Override
    public String toString() {
        return "%s: %s %.4f, nll %.4f".formatted(epochs(epochs), measure, share, nll);
    }
}
