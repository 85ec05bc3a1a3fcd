package io.sparkdistill.jobs.inference;

import io.sparkdistill.jobs.job.Terminal;
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
    private final LongAccumulator rows;
    private final LongAccumulator tokens;
    private final ProgressBar bar;
    /** Rows of each task attempt: a heartbeat tells the sum so far, which replaces the last one. */
    private final Map<Long, Long> rowsByTask = new ConcurrentHashMap<>();

    private final Map<Long, Long> tokensByTask = new ConcurrentHashMap<>();
    private final long start = System.nanoTime();

    private InferenceProgress(SparkSession spark, String name, ProgressBar bar) {
        this.spark = spark;
        this.rows = spark.sparkContext().longAccumulator(name + ": rows");
        this.tokens = spark.sparkContext().longAccumulator(name + ": tokens");
        this.bar = bar;
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
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed();
        if (!Terminal.isPresent()) {
            bar.setUpdateIntervalMillis(LOG_INTERVAL_MILLIS)
                    .setConsumer(new DelegatingProgressBarConsumer(System.out::println, LOG_WIDTH));
        }
        InferenceProgress progress = new InferenceProgress(spark, name, bar.build());
        spark.sparkContext().addSparkListener(progress);
        return progress;
    }

    LongAccumulator rows() {
        return rows;
    }

    LongAccumulator tokens() {
        return tokens;
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
            if (info.id() == rows.id() && info.update().isDefined()) {
                rowsByTask.put(task, (Long) info.update().get());
            } else if (info.id() == tokens.id() && info.update().isDefined()) {
                tokensByTask.put(task, (Long) info.update().get());
            }
        }
        long seen = rowsByTask.values().stream().mapToLong(Long::longValue).sum();
        long tokensSeen =
                tokensByTask.values().stream().mapToLong(Long::longValue).sum();
        double seconds = (System.nanoTime() - start) / 1e9;
        bar.stepTo(Math.min(seen, bar.getMax()));
        bar.setExtraMessage(" %,.0f tokens/s".formatted(tokensSeen / seconds));
    }

    @Override
    public void close() {
        spark.sparkContext().removeSparkListener(this);
        bar.stepTo(bar.getMax());
        bar.close();
    }
}
