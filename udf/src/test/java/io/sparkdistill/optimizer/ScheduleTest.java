package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Provide
    Arbitrary<Schedule> schedules() {
        return Arbitraries.doubles()
                .between(0, 0.99)
                .flatMap(warmup -> Arbitraries.of(
                        new Schedule.Constant(warmup), new Schedule.Linear(warmup), new Schedule.Cosine(warmup)));
    }

    @Property(tries = 200)
    void everyShareIsAboveZeroAndAtMostOne(
            @ForAll("schedules") Schedule schedule, @ForAll @LongRange(min = 1, max = 300) long steps) {
        assertThat(shares(schedule, steps)).allMatch(share -> share > 0 && share <= 1);
    }

    @Property(tries = 200)
    void theRateRisesToItsFullSizeAndNeverAgain(
            @ForAll("schedules") Schedule schedule, @ForAll @LongRange(min = 1, max = 300) long steps) {
        List<Double> shares = shares(schedule, steps);
        int peak = (int) Math.max(1, schedule.warmupSteps(steps));

        assertThat(shares.get(peak - 1)).isEqualTo(1);
        assertThat(shares.subList(0, peak)).isSorted();
        assertThat(shares.subList(peak - 1, shares.size())).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Property(tries = 200)
    void noStepChangesTheRateByALeap(
            @ForAll("schedules") Schedule schedule, @ForAll @LongRange(min = 1, max = 300) long steps) {
        List<Double> shares = shares(schedule, steps);
        long warmup = Math.max(1, schedule.warmupSteps(steps));
        double steepest = Math.max(1.0 / warmup, Math.PI / 2 / (steps + 1 - warmup));

        for (int i = 1; i < shares.size(); i++) {
            assertThat(Math.abs(shares.get(i) - shares.get(i - 1))).isLessThanOrEqualTo(steepest + 1e-12);
        }
    }

    @Test
    void shapesFollowTheirFormulas() {
        assertThat(shares(new Schedule.Constant(0.5), 4)).containsExactly(0.5, 1.0, 1.0, 1.0);
        assertThat(shares(new Schedule.Linear(0), 4)).containsExactly(1.0, 0.75, 0.5, 0.25);
        assertThat(new Schedule.Cosine(0).factor(3, 4)).isCloseTo(0.5, within(1e-12));
        assertThat(new Schedule.Cosine(0.25).factor(4, 8))
                .isCloseTo((1 + Math.cos(Math.PI * 2 / 7)) / 2, within(1e-12));
    }

    @Test
    void onlyAConstantRateWithoutWarmUpIsFlat() {
        assertThat(Schedule.constant().isConstant()).isTrue();
        assertThat(new Schedule.Constant(0.1).isConstant()).isFalse();
        assertThat(new Schedule.Linear(0).isConstant()).isFalse();
        assertThat(TrainingSchedule.constant().factor(1_000_000_000_000L)).isEqualTo(1);
    }

    @Test
    void refusesAWarmUpThatTakesAllSteps() {
        assertThatThrownBy(() -> new Schedule.Cosine(1))
                .hasMessage("Cannot create a schedule: the share of the warm-up must lie in [0, 1): 1.0");
    }

    private static List<Double> shares(Schedule schedule, long steps) {
        return LongStream.rangeClosed(1, steps)
                .mapToObj(step -> schedule.factor(step, steps))
                .toList();
    }
}
