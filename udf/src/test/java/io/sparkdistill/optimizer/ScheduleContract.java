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

/** What every learning-rate schedule must do. */
abstract class ScheduleContract {
    /** The schedule with a warm-up. */
    abstract Schedule schedule(double warmupShare);

    /** Whether it has one rate for all steps if it has no warm-up. */
    boolean isFlatWithoutWarmup() {
        return false;
    }

    @Property(tries = 100)
    void everyShareIsAboveZeroAndAtMostOne(
            @ForAll @DoubleRange(max = 0.99) double warmupShare, @ForAll @LongRange(min = 1, max = 300) long steps) {
        assertThat(shares(schedule(warmupShare), steps)).allMatch(share -> share > 0 && share <= 1);
    }

    @Property(tries = 100)
    void theRateRisesToItsFullSizeAndNeverAgain(
            @ForAll @DoubleRange(max = 0.99) double warmupShare, @ForAll @LongRange(min = 1, max = 300) long steps) {
        List<Double> shares = shares(schedule(warmupShare), steps);
        int peak = (int) Math.max(1, schedule(warmupShare).warmupSteps(steps));

        assertThat(shares.get(peak - 1)).isEqualTo(1);
        assertThat(shares.subList(0, peak)).isSorted();
        assertThat(shares.subList(peak - 1, shares.size())).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Property(tries = 100)
    void noStepChangesTheRateByALeap(
            @ForAll @DoubleRange(max = 0.99) double warmupShare, @ForAll @LongRange(min = 1, max = 300) long steps) {
        List<Double> shares = shares(schedule(warmupShare), steps);
        long warmup = Math.max(1, schedule(warmupShare).warmupSteps(steps));
        double steepest = Math.max(1.0 / warmup, Math.PI / 2 / (steps + 1 - warmup));

        for (int i = 1; i < shares.size(); i++) {
            assertThat(Math.abs(shares.get(i) - shares.get(i - 1))).isLessThanOrEqualTo(steepest + 1e-12);
        }
    }

    @Example
    void aStepAfterTheLastCountsAsTheLast() {
        assertThat(schedule(0.1).factor(31, 30)).isEqualTo(schedule(0.1).factor(30, 30));
    }

    @Example
    void isFlatOnlyIfItSaysSo() {
        assertThat(schedule(0).isConstant()).isEqualTo(isFlatWithoutWarmup());
        assertThat(schedule(0.1).isConstant()).isFalse();
        assertThat(shares(schedule(0), 9).stream().distinct().count() == 1).isEqualTo(isFlatWithoutWarmup());
    }

    @Example
    void refusesAWarmUpThatTakesAllSteps() {
        assertThatThrownBy(() -> schedule(1))
                .hasMessage("Cannot make a schedule: the warm-up's share is in [0, 1): 1.0");
    }

    @Example
    void travelsToExecutors() {
        assertThat(SerializationUtils.roundtrip(schedule(0.2))).isEqualTo(schedule(0.2));
    }

    static List<Double> shares(Schedule schedule, long steps) {
        return LongStream.rangeClosed(1, steps)
                .mapToObj(step -> schedule.factor(step, steps))
                .toList();
    }
}
