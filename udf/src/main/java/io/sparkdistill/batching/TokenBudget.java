package io.sparkdistill.batching;

import io.sparkdistill.model.BatchCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token budget sets the number of tokens per batch. A device is fastest with some number: smaller batches leave it
 * idle, larger ones exceed its caches. A measured budget finds the number while it labels: batches of one size and of
 * twice the size alternate, and the size is doubled while that makes a token cheaper by a factor above {@value #GAIN}.
 * Where it does not, four times the size is tried once, because the speed of a device does not grow steadily. Both
 * sizes see the same texts and the same load of the machine, and no result is discarded. It is thread-safe: all tasks
 * of a device share the search.
 */
public final class TokenBudget {
    static final int SMALLEST = 256;
    static final int LARGEST = 65_536;
    /**
     * The number of batches of each size per comparison: the median of their ratios is then accurate to about one
     * percent.
     */
    static final int COMPARED_BATCHES = 20;
    /** The minimum gain: a larger batch takes more memory, and measurements are noisy. */
    static final double GAIN = 1.01;

    private static final Logger LOG = LoggerFactory.getLogger(TokenBudget.class);

    private final List<Double> small = new ArrayList<>();
    private final List<Double> large = new ArrayList<>();
    private int tokens;
    /** The size of the larger batches, in multiples of the smaller ones: 2 or 4. */
    private int factor = 2;

    private boolean settled;
    private boolean firstOfPair;

    private TokenBudget(int tokens, boolean settled) {
        this.tokens = tokens;
        this.settled = settled;
    }

    /** Creates a budget of a fixed number of tokens. */
    public static TokenBudget fixed(int tokens) {
        return new TokenBudget(tokens, true);
    }

    /** Creates a budget that is measured. */
    public static TokenBudget measured() {
        return new TokenBudget(SMALLEST, false);
    }

    /** Returns the number of tokens of the next batch, padding included. */
    public synchronized int next() {
        if (settled) {
            return tokens;
        }
        firstOfPair = !firstOfPair;
        return firstOfPair ? tokens : factor * tokens;
    }

    /**
     * Records the cost of a batch that was as large as its budget allowed.
     *
     * @param size budget of the batch, from {@link #next}
     */
    synchronized void record(int size, BatchCost batch) {
        if (settled || (size != tokens && size != factor * tokens)) {
            return;
        }
        (size == tokens ? small : large).add((double) batch.nanos() / batch.tokens());
        if (Math.min(small.size(), large.size()) >= COMPARED_BATCHES) {
            compare(medianRatio());
        }
    }

    private void compare(double ratio) {
        LOG.info("A token costs {} times as much in batches of {} tokens as in {}", ratio, tokens, factor * tokens);
        if (ratio > GAIN) {
            tokens *= factor;
            factor = 2;
        } else {
            factor *= 2;
        }
        settled = factor > 4 || factor * tokens > LARGEST;
        if (settled) {
            LOG.info("From now on a batch holds up to {} tokens", tokens);
        }
        small.clear();
        large.clear();
    }

    /** Returns the median ratio of the costs of consecutive batches, whose texts have about the same length. */
    private double medianRatio() {
        double[] ratios = new double[COMPARED_BATCHES];
        for (int i = 0; i < COMPARED_BATCHES; i++) {
            ratios[i] = small.get(i) / large.get(i);
        }
        Arrays.sort(ratios);
        return ratios[COMPARED_BATCHES / 2];
    }
}
