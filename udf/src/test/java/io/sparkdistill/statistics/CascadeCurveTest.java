package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CascadeCurveTest {
    private static final double DELTA = 0.05;

    @Test
    void countsAreThoseOfEveryThreshold() {
        SimulatedCascade data = SimulatedCascade.draw(500, 0.1, 1);
        CascadeCurve agreement = data.agreement();
        CascadeCurve accuracy = data.accuracy();

        for (int i = 0; i < CascadeCurve.GRID.size(); i++) {
            double threshold = CascadeCurve.GRID.get(i);
            assertThat(agreement.answered().get(i))
                    .isEqualTo(data.rows().stream()
                            .filter(row -> row.margin() >= threshold)
                            .count());
            assertThat(agreement.wrong().get(i))
                    .isEqualTo(data.rows().stream()
                            .filter(row -> row.disagreesAt(threshold))
                            .count());
            assertThat(accuracy.wrong().get(i))
                    .isEqualTo(data.rows().stream()
                            .filter(row -> row.isWrongAt(threshold))
                            .count());
        }
    }

    @Test
    void aMarginOnAThresholdIsAnsweredByTheStudent() {
        for (int i = 0; i < CascadeCurve.GRID.size(); i++) {
            CascadeCounts counts = new CascadeCounts();
            counts.add(CascadeCurve.GRID.get(i), 0, 1, 1);
            List<Long> answered = counts.curve().answered();

            assertThat(answered.subList(0, i + 1)).containsOnly(1L);
            assertThat(answered.subList(i + 1, answered.size())).allMatch(count -> count == 0);
        }
    }

    @Test
    void examplesWithoutAPredictionOfTheStudentAreAlwaysAsked() {
        CascadeCounts counts = new CascadeCounts();
        counts.add(Double.POSITIVE_INFINITY, 1, 1, 1);
        counts.addAsked(0, 0);
        counts.addAsked(0, 1);
        CascadeCurve curve = counts.curve();

        assertThat(curve.studentAlone()).isEqualTo(new CascadeThreshold(0, 3, 1, 1));
        assertThat(curve.safest()).isEqualTo(new CascadeThreshold(64, 3, 1, 1));
    }

    /** The smallest number of errors k with P(X <= k) > 0.05, for 436 trials with probability 0.02, is 4. */
    @Test
    void thresholdIsTheSmallestWhosePValueIsAtMostDelta() {
        CascadeCounts counts = new CascadeCounts();
        for (int i = 0; i < 430; i++) {
            counts.add(10, 1, 1, 1);
        }
        for (int i = 0; i < 6; i++) {
            counts.add(1 + i, 0, 1, 1);
        }

        CascadeThreshold threshold = counts.curve().threshold(0.98, DELTA).orElseThrow();

        assertThat(threshold.wrong()).isEqualTo(3);
        // Three of the six disagreements have a margin of at least 4, the next one of 3.
        assertThat(threshold.margin()).isGreaterThan(3).isCloseTo(3, within(3 * 0.045));
        assertThat(threshold.answered()).isEqualTo(433);
        assertThat(threshold.asked()).isCloseTo(3.0 / 436, within(1e-12));
        assertThat(threshold.savedTimes()).isCloseTo(436.0 / 3, within(1e-9));
        assertThat(threshold.agreement()).isCloseTo(433.0 / 436, within(1e-12));
        assertThat(threshold.agreementInterval().contains(433.0 / 436)).isTrue();
    }

    @Test
    void testsEndWithTheFirstThresholdThatFails() {
        List<Long> answered = new ArrayList<>(Collections.nCopies(CascadeCurve.GRID.size(), 0L));
        List<Long> wrong = new ArrayList<>(Collections.nCopies(CascadeCurve.GRID.size(), 0L));
        wrong.set(100, 50L);

        CascadeThreshold threshold =
                new CascadeCurve(1000, answered, wrong).threshold(0.98, DELTA).orElseThrow();

        assertThat(threshold.margin()).isEqualTo(CascadeCurve.GRID.get(101));
    }

    @Test
    void tooFewExamplesCertifyNothing() {
        assertThat(CascadeCurve.leastRows(0.98, DELTA)).isEqualTo(149);
        assertThat(perfect(148).threshold(0.98, DELTA)).isEmpty();
        assertThat(perfect(149).threshold(0.98, DELTA)).contains(new CascadeThreshold(0, 149, 149, 0));
    }

    @Test
    void aTeacherThatMissesTheTargetOnLabelsCertifiesNothing() {
        assertThat(SimulatedCascade.draw(2000, 0.1, 2).accuracy().threshold(0.95, DELTA))
                .isEmpty();
    }

    /** A threshold is chosen on one half of 872 examples, and its agreement is counted on the other half. */
    @Test
    void theTargetIsHeldOnTheOtherHalfInAtLeast95Of100Splits() {
        int held = 0;
        double asked = 0;
        for (int split = 0; split < 100; split++) {
            SimulatedCascade all = SimulatedCascade.draw(872, 0, 300 + split).shuffled(split);
            CascadeThreshold threshold = all.part(0, 436)
                    .agreement()
                    .thresholdForTable(0.98, DELTA, 436)
                    .orElseThrow();
            held += all.part(436, 872).shareAgreeing(threshold.margin()) >= 0.98 ? 1 : 0;
            asked += threshold.asked() / 100;
        }
        assertThat(held).isGreaterThanOrEqualTo(95);
        assertThat(asked).isLessThan(0.7);
    }

    @Test
    void violationsInTheTableAreAtMostDeltaAndNotFarBelow() {
        int violations = 0;
        int ofDistribution = 0;
        int draws = 4000;
        for (int draw = 0; draw < draws; draw++) {
            SimulatedCascade all = SimulatedCascade.draw(800, 0, 7000 + draw);
            CascadeCurve curve = all.part(0, 400).agreement();
            SimulatedCascade table = all.part(400, 800);
            violations += violates(curve.thresholdForTable(0.95, DELTA, 400), table, 0.95);
            ofDistribution += violates(curve.threshold(0.95, DELTA), table, 0.95);
        }
        // Three standard errors of a share of 0.05 in 4000 draws are 0.0103.
        assertThat((double) violations / draws).isBetween(0.01, DELTA + 0.0103);
        // A threshold for the distribution does not hold for so small a table.
        assertThat((double) ofDistribution / draws).isGreaterThan(DELTA + 0.0103);
    }

    @Test
    void theThresholdOfALargeTableIsThatOfItsDistribution() {
        CascadeCurve curve = SimulatedCascade.draw(2000, 0, 6).agreement();

        assertThat(curve.thresholdForTable(0.98, DELTA, 1_000_000_000)).isEqualTo(curve.threshold(0.98, DELTA));
        assertThat(curve.thresholdForTable(0.98, DELTA, 1000).orElseThrow().margin())
                .isGreaterThan(curve.threshold(0.98, DELTA).orElseThrow().margin());
    }

    @Test
    void violationsOfTheTargetAreAtMostDeltaAndNotFarBelow() {
        SimulatedCascade population = SimulatedCascade.draw(100_000, 0, 4);
        int violations = 0;
        int ofEmpirical = 0;
        int draws = 1000;
        for (int draw = 0; draw < draws; draw++) {
            CascadeCurve curve = SimulatedCascade.draw(436, 0, 1000 + draw).agreement();
            Optional<CascadeThreshold> certified = curve.threshold(0.98, DELTA);
            violations += violates(certified, population, 0.98);
            ofEmpirical += population.shareAgreeing(empirical(curve, 0.98)) < 0.98 ? 1 : 0;
        }
        // Three standard errors of a share of 0.05 in 1000 draws are 0.021.
        assertThat((double) violations / draws).isBetween(0.001, DELTA + 0.021);
        assertThat((double) ofEmpirical / draws).isGreaterThan(0.3);
    }

    /** With labels the share of errors may fall and rise with the threshold, because the student corrects the teacher. */
    @Test
    void violationsOfATargetOnLabelsAreAtMostDelta() {
        SimulatedCascade population = SimulatedCascade.draw(100_000, 0.03, 5);
        int violations = 0;
        int draws = 500;
        for (int draw = 0; draw < draws; draw++) {
            Optional<CascadeThreshold> certified =
                    SimulatedCascade.draw(1000, 0.03, 5000 + draw).accuracy().threshold(0.95, DELTA);
            violations += certified.isPresent()
                            && population.shareRight(certified.get().margin()) < 0.95
                    ? 1
                    : 0;
        }
        assertThat((double) violations / draws).isLessThanOrEqualTo(DELTA + 0.029);
    }

    @Test
    void wrongArgumentsAreNamed() {
        CascadeCurve curve = perfect(10);
        assertThatThrownBy(() -> curve.threshold(1, DELTA))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot choose a threshold: the target must lie above 0 and below 1: 1.0");
        assertThatThrownBy(() -> curve.threshold(0.9, Double.NaN))
                .hasMessage("Cannot choose a threshold: delta must lie above 0 and below 1: NaN");
        assertThatThrownBy(() -> curve.thresholdForTable(0.9, DELTA, 0))
                .hasMessage("Cannot choose a threshold: a table needs from 1 to 2^31-1 rows, examples included: 0");
        assertThatThrownBy(() -> new CascadeCurve(0, curve.answered(), List.of()))
                .hasMessage("Cannot choose a threshold: a curve needs from 1 to 2^31-1 examples and 194 counts of each"
                        + " kind: 0 examples, 194 and 0 counts");
        assertThatThrownBy(() -> new CascadeCounts().add(Double.NaN, 0, 0, 0))
                .hasMessage("Cannot choose a threshold: a margin must be at least 0: NaN");
    }

    private static int violates(Optional<CascadeThreshold> certified, SimulatedCascade table, double target) {
        return certified
                .filter(threshold -> table.shareAgreeing(threshold.margin()) < target)
                .map(threshold -> 1)
                .orElse(0);
    }

    private static CascadeCurve perfect(int rows) {
        CascadeCounts counts = new CascadeCounts();
        for (int i = 0; i < rows; i++) {
            counts.add(1, 0, 0, 0);
        }
        return counts.curve();
    }

    /** The smallest threshold whose share on the examples themselves reaches the target. */
    private static double empirical(CascadeCurve curve, double target) {
        int index = CascadeCurve.GRID.size() - 1;
        while (index > 0 && curve.wrong().get(index - 1) <= (1 - target) * curve.rows()) {
            index--;
        }
        return CascadeCurve.GRID.get(index);
    }
}
