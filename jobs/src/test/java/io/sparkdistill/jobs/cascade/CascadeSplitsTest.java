package io.sparkdistill.jobs.cascade;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.statistics.CascadeCounts;
import io.sparkdistill.statistics.CascadeCurve;
import io.sparkdistill.statistics.CascadeThreshold;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures on real predictions how often a cascade that is fitted to one half of the validation examples holds its target
 * on the other half. {@code -Dspark-distill.cascade-run=out/runs/ID} names an evaluated run.
 */
@EnabledIfSystemProperty(named = CascadeSplitsTest.RUN, matches = ".+")
class CascadeSplitsTest {
    static final String RUN = "spark-distill.cascade-run";

    private static final int SPLITS = 100;
    private static final double TARGET = 0.98;
    private static final double DELTA = 0.05;

    private record Example(double margin, boolean agrees) {}

    @Test
    void aCascadeHoldsItsTargetOnTheOtherHalf() {
        List<Example> examples = examples();
        int half = examples.size() / 2;

        double held = heldShare(examples, curve -> curve.thresholdForTable(TARGET, DELTA, examples.size() - half));
        heldShare(examples, curve -> curve.threshold(TARGET, DELTA));
        System.out.printf(
                "with any number of examples: teacher asked for at least %.1f %%%n", 100 * leastAsked(examples));

        assertThat(held).isGreaterThanOrEqualTo(1 - DELTA);
    }

    /** Returns the share below the margin from which on the student agrees so often that the target is just held. */
    private static double leastAsked(List<Example> examples) {
        List<Example> surestFirst = examples.stream()
                .sorted(Comparator.comparingDouble(Example::margin).reversed())
                .toList();
        double allowed = (1 - TARGET) * examples.size();
        int wrong = 0;
        int answered = 0;
        while (answered < surestFirst.size()) {
            wrong += surestFirst.get(answered).agrees() ? 0 : 1;
            if (wrong > allowed) {
                break;
            }
            answered++;
        }
        return 1 - (double) answered / examples.size();
    }

    /** Prints and returns in what share of the splits the target was held. */
    private static double heldShare(
            List<Example> examples, Function<CascadeCurve, Optional<CascadeThreshold>> threshold) {
        int held = 0;
        double asked = 0;
        double agreement = 0;
        for (int seed = 0; seed < SPLITS; seed++) {
            List<Example> shuffled = new ArrayList<>(examples);
            Collections.shuffle(shuffled, new Random(seed));
            List<Example> fitted = shuffled.subList(0, examples.size() / 2);
            List<Example> others = shuffled.subList(examples.size() / 2, examples.size());
            double margin =
                    threshold.apply(curve(fitted)).map(CascadeThreshold::margin).orElse(Double.POSITIVE_INFINITY);
            long right = others.stream()
                    .filter(example -> example.margin < margin || example.agrees)
                    .count();
            held += right >= TARGET * others.size() ? 1 : 0;
            agreement += (double) right / others.size() / SPLITS;
            asked += (double) others.stream()
                            .filter(example -> example.margin < margin)
                            .count()
                    / others.size()
                    / SPLITS;
        }
        System.out.printf(
                "held in %d of %d splits; mean agreement %.4f; teacher asked for %.1f %%, %.2f times less%n",
                held, SPLITS, agreement, 100 * asked, 1 / asked);
        return (double) held / SPLITS;
    }

    private static CascadeCurve curve(List<Example> examples) {
        CascadeCounts counts = new CascadeCounts();
        examples.forEach(example -> counts.add(example.margin, example.agrees ? 0 : 1, 0, 0));
        return counts.curve();
    }

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        var predictions = LocalSpark.session()
                .read()
                .parquet(System.getProperty(RUN) + "/evaluation/" + Predicted.TABLE)
                .where(col(Predicted.SPLIT).equalTo("validation"))
                .dropDuplicates(Predicted.EXAMPLE_KEY, Predicted.MODEL);
        var teacher = predictions
                .where(col(Predicted.MODEL).equalTo("teacher"))
                .select(col(Predicted.EXAMPLE_KEY), col(Predicted.PREDICTED).as("teacher"));
        for (Row row : predictions
                .where(col(Predicted.MODEL).equalTo("student"))
                .join(teacher, Predicted.EXAMPLE_KEY)
                .orderBy(Predicted.EXAMPLE_KEY)
                .select(Predicted.PROBABILITIES, Predicted.PREDICTED, "teacher")
                .collectAsList()) {
            examples.add(new Example(CascadeFit.margin(Floats.array(row, 0)), row.getInt(1) == row.getInt(2)));
        }
        return examples;
    }
}
