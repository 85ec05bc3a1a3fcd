package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.LabelConfig;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitPlanTest {
    private static final int WINDOW = 4096;
    private static final LabelConfig.Commits FIVE_MINUTES = new LabelConfig.Commits(5, Optional.empty());

    @ParameterizedTest
    @CsvSource({
        // Each slot has a task, though no task has a whole window.
        "20_000, 200, 200",
        "10_000_000, 2, 2_442",
        "1_000_000_000, 200, 34_878",
        "10_000_000_000, 1_000, 39_378",
        "1, 8, 1",
    })
    void hasAsManyTasksAsFillTheirWindows(String rows, int slots, String tasks) {
        CommitPlan plan = new CommitPlan(number(rows), WINDOW, slots, FIVE_MINUTES);
        assertThat(plan.tasks()).isEqualTo((int) number(tasks)).isLessThanOrEqualTo(CommitPlan.MOST_TASKS);
    }

    @Test
    void commitsWholeWavesOfTasksThatTakeTheMinutesOfTheConfiguration() {
        CommitPlan plan = new CommitPlan(1_000_000_000, WINDOW, 200, FIVE_MINUTES);
        assertThat(plan.first(false)).isEqualTo(200);
        assertThat(plan.first(true))
                .as("tasks wait, so that Spark starts executors")
                .isEqualTo(800);
        assertThat(plan.next(200, 60, 200)).isEqualTo(1_000);
        assertThat(plan.next(200, 70, 200)).isEqualTo(800);
        assertThat(plan.next(800, 300, 400)).as("more executors").isEqualTo(800);
        assertThat(plan.next(200, 4_000, 200)).as("a task per slot at least").isEqualTo(200);
        assertThat(plan.next(200, 0.001, 200)).as("no more than eight times").isEqualTo(1_600);
        assertThat(plan.next(30_000, 1, 200)).as("no more than there are").isEqualTo(34_878);
    }

    @Test
    void commitsNoMoreRowsThanTheConfigurationAllows() {
        CommitPlan plan = new CommitPlan(1_200, 50, 2, new LabelConfig.Commits(5, Optional.of(200)));
        assertThat(plan.tasks()).isEqualTo(24);
        assertThat(plan.first(true)).isEqualTo(4);
        assertThat(plan.next(4, 1, 2)).isEqualTo(4);
        CommitPlan small = new CommitPlan(1_200, 4_096, 4, new LabelConfig.Commits(5, Optional.of(200)));
        assertThat(small.tasks()).as("every slot takes part in a commit").isEqualTo(24);
        assertThat(small.next(4, 1, 4)).isEqualTo(4);
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }
}
