package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;

class LinearScheduleTest extends ScheduleContract {
    @Override
    Schedule schedule(double warmupShare) {
        return new Schedule.Linear(warmupShare);
    }

    @Example
    void followsItsFormula() {
        assertThat(factors(schedule(0), 4)).containsExactly(1.0, 0.75, 0.5, 0.25);
    }
}
