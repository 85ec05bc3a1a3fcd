package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.train.examples.HashSample;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.training.DivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reports on a student that MLlib fits: its score on validation examples, and its iterations as epochs. */
final class MllibReports {
    private MllibReports() {}

    /**
     * Compares the predictions of a student with the labels of validation examples.
     *
     * @param limit at most this many examples are used: those with the smallest hash of their keys
     * @param logits returns the logits of a row of {@link TransferSet}
     */
    static ValidationScore score(TrainingData data, int limit, Function<Row, float[]> logits) {
        Dataset<Row> labeled = data.validation().where(col(TransferSet.LABEL).isNotNull());
        List<Row> rows = HashSample.smallest(labeled, xxhash64(col(TransferSet.EXAMPLE_KEY)), limit)
                .orderBy(TransferSet.EXAMPLE_KEY)
                .limit(limit)
                .collectAsList();
        ValidationScore score = ValidationScore.of(
                rows.stream().map(logits).toArray(float[][]::new),
                rows.stream()
                        .mapToInt(row -> row.<Integer>getAs(TransferSet.LABEL))
                        .toArray());
        return data.reference() == Validation.Reference.TEACHER ? score.againstTeacher() : score;
    }

    /**
     * Reports each iteration of a fit as an epoch. Only the last one has a validation score.
     *
     * @param losses mean loss per iteration
     * @param examples number of examples that each iteration reads
     * @param seconds duration of the whole fit
     * @throws DivergedException if the last loss is not finite
     */
    static List<EpochReport> iterations(double[] losses, long examples, ValidationScore score, double seconds) {
        double lastLoss = losses[losses.length - 1];
        if (!Double.isFinite(lastLoss)) {
            throw new DivergedException("the objective of the optimizer is not finite: " + lastLoss);
        }
        List<EpochReport> reports = new ArrayList<>();
        for (int i = 1; i <= losses.length; i++) {
            ValidationScore atEnd = i == losses.length ? score : ValidationScore.NONE;
            reports.add(new EpochReport(i, examples, losses[i - 1], atEnd, seconds / losses.length));
        }
        return reports;
    }
}
