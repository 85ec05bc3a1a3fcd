package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.label.CommitPlan;
import io.sparkdistill.jobs.report.TextTable;
import java.util.List;
import java.util.Locale;

/** Plans labeling of many rows on many slots without a cluster, and formats one line per plan. */
public final class PlanBenchmark {
    private final LabelConfig.Inference config;
    private final LabelCosts costs;
    private final long bytesPerRow;

    /**
     * Creates a benchmark.
     *
     * @param bytesPerRow bytes of a row of the transfer set on disk
     */
    public PlanBenchmark(LabelConfig.Inference config, LabelCosts costs, long bytesPerRow) {
        this.config = config;
        this.costs = costs;
        this.bytesPerRow = bytesPerRow;
    }

    /** Returns a table of the plans for all combinations. */
    public String table(List<Long> rows, List<Integer> slots) {
        TextTable table = new TextTable(
                "rows",
                "slots",
                "tasks",
                "shuffle blocks",
                "commits",
                "barriers",
                "files",
                "seconds",
                "lost to commits",
                "driver, MB");
        for (long count : rows) {
            for (int number : slots) {
                LabelPlan plan = LabelPlan.of(
                        new CommitPlan(count, config.limits().windowRows(), number, config.commits()),
                        costs,
                        bytesPerRow);
                table.row(
                        String.format(Locale.ROOT, "%,d", count),
                        number,
                        plan.allTasks(),
                        plan.shuffleBlocks(),
                        plan.commits(),
                        plan.barriers(),
                        plan.files(),
                        Math.round(plan.seconds()),
                        String.format(Locale.ROOT, "%.2f %%", 100 * plan.lost()),
                        plan.driverBytes() >> 20);
            }
        }
        return table.toString();
    }
}
