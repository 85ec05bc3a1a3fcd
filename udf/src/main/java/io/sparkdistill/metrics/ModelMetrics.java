package io.sparkdistill.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.sparkdistill.inference.ModelMonitor;
import io.sparkdistill.model.BatchCost;
import java.util.concurrent.TimeUnit;

/** Counts and times what models do. Work that Spark repeats after a failure counts again. */
public final class ModelMetrics implements ModelMonitor.Listener {
    /** Inputs that models answered or refused. */
    public static final String ROWS = "rows";
    /** Tokens of these inputs. */
    public static final String TOKENS = "tokens";
    /** Tokens that were computed for nothing, because a batch is as long as its longest input. */
    public static final String PADDING = "padding";
    /** How long a batch took. */
    public static final String BATCHES = "batches";
    /** How long a model took to load. */
    public static final String LOADS = "model-loads";

    private final Counter rows;
    private final Counter tokens;
    private final Counter padding;
    private final Timer batches;
    private final Timer loads;

    /** Metrics under the names above. */
    ModelMetrics(MetricRegistry registry) {
        this.rows = registry.counter(ROWS);
        this.tokens = registry.counter(TOKENS);
        this.padding = registry.counter(PADDING);
        this.batches = registry.timer(BATCHES);
        this.loads = registry.timer(LOADS);
    }

    @Override
    public void answered(BatchCost batch) {
        rows.inc(batch.rows());
        tokens.inc(batch.tokens());
        padding.inc(batch.paddedTokens() - batch.tokens());
        batches.update(batch.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void loaded(long nanos) {
        loads.update(nanos, TimeUnit.NANOSECONDS);
    }
}
