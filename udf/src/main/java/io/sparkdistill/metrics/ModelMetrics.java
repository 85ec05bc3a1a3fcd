package io.sparkdistill.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.sparkdistill.inference.ModelMonitor;
import io.sparkdistill.model.BatchCost;
import java.util.concurrent.TimeUnit;

/** Counts and times the work of models. Work that Spark repeats after a failure counts again. */
public final class ModelMetrics implements ModelMonitor.Listener {
    /** The number of inputs that models predicted or refused. */
    public static final String ROWS = "rows";
    /** The number of tokens of these inputs. */
    public static final String TOKENS = "tokens";
    /** The number of padding tokens: a batch is as long as its longest input. */
    public static final String PADDING = "padding";
    /** The time per batch. */
    public static final String BATCHES = "batches";
    /** The time to load a model. */
    public static final String LOADS = "model-loads";

    private final Counter rows;
    private final Counter tokens;
    private final Counter padding;
    private final Timer batches;
    private final Timer loads;

    /** Registers the metrics under these names. */
    ModelMetrics(MetricRegistry registry) {
        this.rows = registry.counter(ROWS);
        this.tokens = registry.counter(TOKENS);
        this.padding = registry.counter(PADDING);
        this.batches = registry.timer(BATCHES);
        this.loads = registry.timer(LOADS);
    }

    @Override
    public void batchCompleted(BatchCost batch) {
        rows.inc(batch.rows());
        tokens.inc(batch.tokens());
        padding.inc(batch.paddedTokens() - batch.tokens());
        batches.update(batch.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void modelLoaded(long nanos) {
        loads.update(nanos, TimeUnit.NANOSECONDS);
    }
}
