package io.sparkdistill.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.label.CommitPlan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelPlanTest {
    private static final LabelCosts COSTS = new LabelCosts(0.0037, 3e-5, 20, 2, 5e-6, 0.2);

    @Test
    void aBillionRowsOn200SlotsNeedFewTasksAndLittleMemoryAndLoseLittleToCommits() {
        LabelPlan plan = plan(1_000_000_000, 200, COSTS);
        assertThat(plan.allTasks()).isLessThanOrEqualTo(50_000);
        assertThat(plan.lost()).isBetween(0.0, 0.01);
        assertThat(plan.driverBytes()).isLessThanOrEqualTo(2L << 30);
        assertThat(plan.commits()).as("of five minutes each").isBetween(60, 100);
    }

    @Test
    void equalTasksTakeTheTimeOfTheirRows() {
        LabelPlan plan = plan(4_096 * 20, 2, new LabelCosts(0.001, 0, 7, 0, 0, 0));
        assertThat(plan.tasks()).isEqualTo(20);
        assertThat(plan.seconds()).isEqualTo(7 + 4.096 * 10, within(1e-6));
        assertThat(plan.lost()).isEqualTo(0, within(1e-9));
        assertThat(plan.barriers()).as("the first commit and the last").isEqualTo(2);
    }

    @Test
    void timeThatOnlyTheFirstAndTheLastCommitWaitForIsLost() {
        LabelPlan plan = plan(4_096 * 200, 2, new LabelCosts(0.001, 0, 0, 10, 0, 0));
        assertThat(plan.commits()).isGreaterThan(2);
        assertThat(plan.seconds()).isEqualTo(4.096 * 100 + 2 * 10, within(1e-6));
    }

    @Test
    void theTableHasALinePerCombination() {
        LabelConfig.Inference config = new LabelConfig.Inference(
                new BatchLimits(512, 4_096, 4_096), new LabelConfig.Commits(5, Optional.empty()), 0);
        String table = new PlanBenchmark(config, COSTS, 60).table(List.of(1_000L, 1_000_000L), List.of(2, 8));
        assertThat(table.lines().filter(line -> line.contains(" % "))).hasSize(4);
        assertThat(table).contains("1,000,000");
    }

    private static LabelPlan plan(long rows, int slots, LabelCosts costs) {
        return LabelPlan.of(
                new CommitPlan(rows, 4_096, slots, new LabelConfig.Commits(5, Optional.empty())), costs, 60);
    }
}
