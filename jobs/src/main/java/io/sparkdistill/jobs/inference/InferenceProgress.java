package io.sparkdistill.jobs.inference;

import io.sparkdistill.inference.LabelCounters;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.Usage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import scala.collection.Iterator;

/**
 * Shows how many rows the executors have predicted. Tasks count in accumulators, whose values arrive with the
 * executors' heartbeats, so the bar moves while a task runs, on any cluster.
 */
public final class InferenceProgress extends SparkListener implements AutoCloseable {
    /** Time between two lines of a log, where there is no terminal. */
    private static final int LOG_INTERVAL_MILLIS = 10_000;

    private static final int LOG_WIDTH = 120;

    private final SparkSession spark;
    private final LabelCounters counters;
    private final ProgressBar bar;
    /** The total of each counter, by its id. Spark calls a listener from one thread only. */
    private final Map<Long, Long> totals = new HashMap<>();
    /** The counts of each running task attempt. A heartbeat has sums, which replace those of the previous heartbeat. */
    private final Map<Long, Map<Long, Long>> running = new HashMap<>();
    /** The task attempts that have ended, whose late heartbeats are ignored. */
    private final Set<Long> ended = new HashSet<>();

    private final long start = System.nanoTime();

    private InferenceProgress(SparkSession spark, String name, ProgressBar bar) {
        this.spark = spark;
        this.counters = LabelCounters.register(spark.sparkContext(), name);
        this.bar = bar;
        counters.all().forEach(counter -> totals.put(counter.id(), 0L));
    }

    /**
     * Shows a progress bar until it is closed.
     *
     * @param name of the work
     * @param total number of rows
     */
    public static InferenceProgress show(SparkSession spark, String name, long total) {
        ProgressBarBuilder bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setUnit(" rows", 1)
                .setStyle(ProgressBarStyle.ASCII);
        if (!Terminal.isPresent()) {
            bar.setUpdateIntervalMillis(LOG_INTERVAL_MILLIS)
                    .setConsumer(
                            new DelegatingProgressBarConsumer(new ProgressLog(Terminal.out()::println), LOG_WIDTH));
        }
        InferenceProgress progress = new InferenceProgress(spark, name, bar.build());
        spark.sparkContext().addSparkListener(progress);
        return progress;
    }

    LabelCounters counters() {
        return counters;
    }

    /** Returns what the tasks that have succeeded so far asked of an endpoint. */
    public Usage usage() {
        return counters.usage();
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        for (var tasks = update.accumUpdates().iterator(); tasks.hasNext(); ) {
            var task = tasks.next();
            if (!ended.contains((Long) task._1())) {
                update((Long) task._1(), task._4().iterator());
            }
        }
    }

    /** Takes the counts of a failed attempt off the totals, since the next attempt counts the same rows again. */
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        long task = end.taskInfo().taskId();
        if (end.taskInfo().successful()) {
            update(task, end.taskInfo().accumulables().iterator());
        }
        ended.add(task);
        Map<Long, Long> counted = running.remove(task);
        if (counted != null && !end.taskInfo().successful()) {
            counted.forEach((counter, count) -> totals.merge(counter, -count, Long::sum));
        }
    }

    private void update(long task, Iterator<AccumulableInfo> accumulables) {
        while (accumulables.hasNext()) {
            AccumulableInfo info = accumulables.next();
            if (totals.containsKey(info.id()) && info.update().isDefined()) {
                long count = (Long) info.update().get();
                Long before =
                        running.computeIfAbsent(task, first -> new HashMap<>()).put(info.id(), count);
                totals.merge(info.id(), before == null ? count : count - before, Long::sum);
            }
        }
        show();
    }

    private void show() {
        BatchCost seen = new BatchCost(
                total(counters.rows()),
                total(counters.tokens()),
                total(counters.paddedTokens()),
                total(counters.nanos()));
        double seconds = (System.nanoTime() - start) / 1e9;
        bar.stepTo(Math.min(seen.rows(), bar.getMax()));
        bar.setExtraMessage(" %,.1f rows/s, %,.0f tokens/s, %.0f%% padding"
                .formatted(seen.rows() / seconds, seen.tokens() / seconds, 100 * seen.paddingShare()));
    }

    private long total(LongAccumulator counter) {
        return totals.get(counter.id());
    }

    /** Moves the bar to its end, because the counts of the last tasks may still be missing. */
    public void finish() {
        bar.stepTo(bar.getMax());
    }

    /** Closes the bar at its present position, which after a failure is not its end. */
    @Override
    public void close() {
        spark.sparkContext().removeSparkListener(this);
        bar.close();
    }
}
