package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;

class CosineScheduleTest extends ScheduleContract {
    @Override
    Schedule schedule(double warmupShare) {
        return new Schedule.Cosine(warmupShare);
    }

    @Example
    void followsItsFormula() {
        assertThat(schedule(0).factor(3, 4)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule(0.25).factor(4, 8)).isCloseTo((1 + Math.cos(Math.PI * 2 / 7)) / 2, within(1e-12));
    }
}
