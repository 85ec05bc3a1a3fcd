package io.sparkdistill.jobs.inference;

import io.sparkdistill.jobs.job.Terminal;
import io.sparkdistill.teacher.BatchCost;
import io.sparkdistill.teacher.LabelCounters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * Shows how many rows the executors have been through. Tasks count in accumulators, whose values arrive with the
 * executors' heartbeats, so the bar moves while a task runs, on any cluster.
 */
public final class InferenceProgress extends SparkListener implements AutoCloseable {
    /** Where nobody watches, a line now and then. */
    private static final int LOG_INTERVAL_MILLIS = 10_000;

    private static final int LOG_WIDTH = 120;

    private final SparkSession spark;
    private final LabelCounters counters;
    private final ProgressBar bar;
    /** Of each counter, what each task attempt counted: a heartbeat tells the sum so far, which replaces the last. */
    private final Map<Long, Map<Long, Long>> counts = new ConcurrentHashMap<>();

    private final long start = System.nanoTime();

    private InferenceProgress(SparkSession spark, String name, ProgressBar bar) {
        this.spark = spark;
        this.counters = LabelCounters.register(spark.sparkContext(), name);
        this.bar = bar;
        counters.all().forEach(counter -> counts.put(counter.id(), new ConcurrentHashMap<>()));
    }

    /**
     * Shows a bar until it is closed.
     *
     * @param name what is done
     * @param total rows there are
     */
    public static InferenceProgress show(SparkSession spark, String name, long total) {
        ProgressBarBuilder bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setUnit(" rows", 1)
                .setStyle(ProgressBarStyle.ASCII);
        if (!Terminal.isPresent()) {
            bar.setUpdateIntervalMillis(LOG_INTERVAL_MILLIS)
                    .setConsumer(new DelegatingProgressBarConsumer(System.out::println, LOG_WIDTH));
        }
        InferenceProgress progress = new InferenceProgress(spark, name, bar.build());
        spark.sparkContext().addSparkListener(progress);
        return progress;
    }

    LabelCounters counters() {
        return counters;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        for (var tasks = update.accumUpdates().iterator(); tasks.hasNext(); ) {
            var task = tasks.next();
            update((Long) task._1(), task._4().iterator());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        update(end.taskInfo().taskId(), end.taskInfo().accumulables().iterator());
    }

    private void update(long task, Iterator<AccumulableInfo> accumulables) {
        while (accumulables.hasNext()) {
            AccumulableInfo info = accumulables.next();
            Map<Long, Long> byTask = counts.get(info.id());
            if (byTask != null && info.update().isDefined()) {
                byTask.put(task, (Long) info.update().get());
            }
        }
        BatchCost seen = new BatchCost(
                sum(counters.rows()), sum(counters.tokens()), sum(counters.paddedTokens()), sum(counters.nanos()));
        double seconds = (System.nanoTime() - start) / 1e9;
        bar.stepTo(Math.min(seen.rows(), bar.getMax()));
        bar.setExtraMessage(" %,.1f rows/s, %,.0f tokens/s, %.0f%% padding"
                .formatted(seen.rows() / seconds, seen.tokens() / seconds, 100 * seen.paddingShare()));
    }

    private long sum(LongAccumulator counter) {
        return counts.get(counter.id()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        spark.sparkContext().removeSparkListener(this);
        bar.stepTo(bar.getMax());
        bar.close();
    }
}
