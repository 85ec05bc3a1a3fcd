package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.LabelConfig;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitScheduleTest {
    private static final CommitPlan PLAN =
            new CommitPlan(4_096 * 1_000, 4_096, 20, new LabelConfig.Commits(5, Optional.empty()));

    @Test
    void runsTheFirstCommitAloneAndThenOneBehindTheOther() {
        CommitSchedule schedule = new CommitSchedule(PLAN, false);
        assertThat(schedule.canStart(0)).isTrue();
        assertThat(schedule.start()).isEqualTo(20);
        assertThat(schedule.canStart(1)).as("its speed is not known yet").isFalse();
        schedule.finish(20, 60, 20);
        assertThat(schedule.canStart(0)).isTrue();
        assertThat(schedule.start()).isEqualTo(100);
        assertThat(schedule.canStart(1)).isTrue();
        assertThat(schedule.start()).isEqualTo(100);
        assertThat(schedule.canStart(2)).isFalse();
    }

    @Test
    void startsEveryTaskOnce() {
        CommitSchedule schedule = new CommitSchedule(PLAN, false);
        int tasks = 0;
        while (schedule.canStart(0)) {
            int started = schedule.start();
            tasks += started;
            schedule.finish(started, 200, 20);
        }
        assertThat(tasks).isEqualTo(PLAN.tasks()).isEqualTo(1_000);
    }
}
