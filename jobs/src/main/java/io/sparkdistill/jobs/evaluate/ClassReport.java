package io.sparkdistill.jobs.evaluate;

import static io.sparkdistill.jobs.evaluate.Estimate.presentOrNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.statistics.ClassCounts;
import io.sparkdistill.statistics.Ranking;

/**
 * Measures the quality of a model for one class against all others. A measure is null where no row contributes to it.
 *
 * @param rows with this class as their label
 * @param precision share of the rows that are predicted as this class and have it as their label
 * @param recall share of the rows with this label that are predicted as it
 * @param f1 harmonic mean of precision and recall
 * @param rocAuc area under the receiver operating characteristic
 * @param averagePrecision mean precision over the thresholds, weighted by the gain in recall
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClassReport(
        long rows,
        Double precision,
        Double recall,
        Double f1,
        @JsonProperty("roc-auc") Double rocAuc,
        @JsonProperty("average-precision") Double averagePrecision) {
    static ClassReport of(int index, ClassCounts counts, Ranking ranking) {
        return new ClassReport(
                counts.labeled(index),
                presentOrNull(counts.precision(index)),
                presentOrNull(counts.recall(index)),
                presentOrNull(counts.f1(index)),
                presentOrNull(ranking.rocAuc()),
                presentOrNull(ranking.averagePrecision()));
    }
}
