package io.sparkdistill.batching;

import io.sparkdistill.model.BatchCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many tokens a batch holds. A device is fastest with some number of them: too few leave it idle, too many leave
 * its caches. A measured budget finds it while it labels: batches of a size and of twice the size take turns, and the
 * size is doubled as long as that makes a token cheaper by more than {@value #GAIN}. The turns see the same texts and
 * the same load of the machine, and no answer is thrown away. Thread-safe: all tasks of a device search together.
 */
public final class TokenBudget {
    static final int SMALLEST = 256;
    static final int LARGEST = 65_536;
    /** Batches of each size that a comparison takes: enough for the median of their ratios to be good to a hundredth. */
    static final int TURNS = 20;
    /** A larger batch takes more memory: it must earn that, and noise must not. */
    static final double GAIN = 1.01;

    private static final Logger LOG = LoggerFactory.getLogger(TokenBudget.class);

    private final List<Double> single = new ArrayList<>();
    private final List<Double> twice = new ArrayList<>();
    private int tokens;
    private boolean settled;
    private boolean turn;

    private TokenBudget(int tokens, boolean settled) {
        this.tokens = tokens;
        this.settled = settled;
    }

    public static TokenBudget fixed(int tokens) {
        return new TokenBudget(tokens, true);
    }

    public static TokenBudget measured() {
        return new TokenBudget(SMALLEST, false);
    }

    /** Tokens of the next batch, padding included. */
    public synchronized int next() {
        if (settled) {
            return tokens;
        }
        turn = !turn;
        return turn ? tokens : 2 * tokens;
    }

    /**
     * Takes note of a batch that was as large as it might be.
     *
     * @param size as {@link #next} gave it
     */
    synchronized void note(int size, BatchCost batch) {
        if (settled || (size != tokens && size != 2 * tokens)) {
            return;
        }
        (size == tokens ? single : twice).add((double) batch.nanos() / batch.tokens());
        if (Math.min(single.size(), twice.size()) >= TURNS) {
            compare(medianRatio());
        }
    }

    private void compare(double ratio) {
        LOG.info("A token costs {} times as much in batches of {} tokens as in {}", ratio, tokens, 2 * tokens);
        if (ratio > GAIN) {
            tokens *= 2;
        } else {
            settled = true;
        }
        if (settled || tokens == LARGEST) {
            settled = true;
            LOG.info("From now on a batch holds up to {} tokens", tokens);
        }
        single.clear();
        twice.clear();
    }

    /** Of batches that were answered one after the other, whose texts are about as long. */
    private double medianRatio() {
        double[] ratios = new double[TURNS];
        for (int i = 0; i < TURNS; i++) {
            ratios[i] = single.get(i) / twice.get(i);
        }
        Arrays.sort(ratios);
        return ratios[TURNS / 2];
    }
}
