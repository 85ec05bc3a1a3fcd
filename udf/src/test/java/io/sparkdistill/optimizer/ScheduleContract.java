package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.lang3.SerializationUtils;

/** Tests that every learning-rate schedule passes. */
abstract class ScheduleContract {
    /** Returns the schedule with a warm-up. */
    abstract Schedule schedule(double warmupShare);

    /** Returns whether the rate of all steps is the same without a warm-up. */
    boolean isConstantWithoutWarmup() {
        return false;
    }

    @Property(tries = 100)
    void everyFactorIsAboveZeroAndAtMostOne(
            @ForAll @DoubleRange(max = 0.99) double warmupShare, @ForAll @LongRange(min = 1, max = 300) long steps) {
        assertThat(factors(schedule(warmupShare), steps)).allMatch(factor -> factor > 0 && factor <= 1);
    }

    @Property(tries = 100)
    void theRateRisesToItsFullSizeAndNeverAgain(
            @ForAll @DoubleRange(max = 0.99) double warmupShare, @ForAll @LongRange(min = 1, max = 300) long steps) {
        List<Double> factors = factors(schedule(warmupShare), steps);
        int peak = (int) Math.max(1, schedule(warmupShare).warmupSteps(steps));

        assertThat(factors.get(peak - 1)).isEqualTo(1);
        assertThat(factors.subList(0, peak)).isSorted();
        assertThat(factors.subList(peak - 1, factors.size())).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Property(tries = 100)
    void noStepChangesTheRateByALeap(
            @ForAll @DoubleRange(max = 0.99) double warmupShare, @ForAll @LongRange(min = 1, max = 300) long steps) {
        List<Double> factors = factors(schedule(warmupShare), steps);
        long warmup = Math.max(1, schedule(warmupShare).warmupSteps(steps));
        double steepest = Math.max(1.0 / warmup, Math.PI / 2 / (steps + 1 - warmup));

        for (int i = 1; i < factors.size(); i++) {
            assertThat(Math.abs(factors.get(i) - factors.get(i - 1))).isLessThanOrEqualTo(steepest + 1e-12);
        }
    }

    @Example
    void aStepAfterTheLastCountsAsTheLast() {
        assertThat(schedule(0.1).factor(31, 30)).isEqualTo(schedule(0.1).factor(30, 30));
    }

    @Example
    void isConstantOnlyIfItSaysSo() {
        assertThat(schedule(0).isConstant()).isEqualTo(isConstantWithoutWarmup());
        assertThat(schedule(0.1).isConstant()).isFalse();
        assertThat(factors(schedule(0), 9).stream().distinct().count() == 1).isEqualTo(isConstantWithoutWarmup());
    }

    @Example
    void refusesAWarmUpThatTakesAllSteps() {
        assertThatThrownBy(() -> schedule(1))
                .hasMessage("Cannot create a schedule: the share of the warm-up must lie in [0, 1): 1.0");
    }

    @Example
    void travelsToExecutors() {
        assertThat(SerializationUtils.roundtrip(schedule(0.2))).isEqualTo(schedule(0.2));
    }

    static List<Double> factors(Schedule schedule, long steps) {
        return LongStream.rangeClosed(1, steps)
                .mapToObj(step -> schedule.factor(step, steps))
                .toList();
    }
}
