package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;

class ConstantScheduleTest extends ScheduleContract {
    @Override
    Schedule schedule(double warmupShare) {
        return new Schedule.Constant(warmupShare);
    }

    @Override
    boolean isConstantWithoutWarmup() {
        return true;
    }

    @Example
    void followsItsFormula() {
        assertThat(factors(schedule(0.5), 4)).containsExactly(0.5, 1.0, 1.0, 1.0);
        assertThat(TrainingSchedule.constant().factor(1_000_000_000_000L)).isEqualTo(1);
    }
}
