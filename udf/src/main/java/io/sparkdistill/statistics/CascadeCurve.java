package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.HypergeometricDistribution;

/**
 * A cascade curve holds, for each threshold of a fixed grid, how many examples the student answers and how many answers
 * of the cascade are wrong. Thresholds for any target are chosen from it.
 *
 * <p>A threshold {@code t} is certified for a target {@code a} if the hypothesis that its share of wrong answers exceeds
 * {@code 1 - a} is rejected. Its p-value is exact: {@code P(X <= wrong(t))} for a binomial {@code X} of {@code rows}
 * trials with probability {@code 1 - a}. The thresholds are tested in a fixed order, from the largest, where the teacher
 * answers nearly everything, to 0, and the tests end with the first that is not rejected. All tests are therefore made at
 * the level {@code delta} without a correction: with probability at least {@code 1 - delta} over the examples, the share
 * of right answers on new rows of the same distribution is at least {@code a}, at every certified threshold.
 *
 * <p>This holds because the grid is the same for all data.
 *
 * @param rows number of examples
 * @param answered number of examples that the student answers at each threshold
 * @param wrong number of wrong answers of the cascade at each threshold
 * @see <a href="https://arxiv.org/abs/2110.01052">Angelopoulos, Bates, Candès, Jordan, Lei 2021, Learn then Test,
 *     section 3 (fixed sequence testing)</a>
 */
public record CascadeCurve(long rows, List<Long> answered, List<Long> wrong) {
    /** The number of thresholds per doubling of the logit margin. */
    private static final int STEPS = 16;
    /** The smallest and the largest threshold above 0, as powers of 2. */
    private static final int LOWEST = -6;

    private static final int HIGHEST = 6;
    /** A product such as {@code (1 - 0.98) * 50} may lie below the whole number that it stands for by this much. */
    private static final double ROUNDING = 1e-9;

    /** The thresholds, in ascending order: 0, and from 1/64 to 64 in equal ratios. */
    static final List<Double> GRID = DoubleStream.concat(
                    DoubleStream.of(0),
                    IntStream.rangeClosed(LOWEST * STEPS, HIGHEST * STEPS)
                            .mapToDouble(i -> Math.pow(2, (double) i / STEPS)))
            .boxed()
            .toList();

    public CascadeCurve {
        answered = List.copyOf(answered);
        wrong = List.copyOf(wrong);
        if (rows < 1 || rows > Integer.MAX_VALUE || answered.size() != GRID.size() || wrong.size() != GRID.size()) {
            throw new InvalidInputException(
                    "choose a threshold",
                    "a curve needs from 1 to 2^31-1 examples and %d counts of each kind: %d examples, %d and %d counts"
                            .formatted(GRID.size(), rows, answered.size(), wrong.size()));
        }
    }

    /**
     * Returns the smallest certified threshold, at which the teacher is asked least; empty if none is certified.
     *
     * @param target share of right answers, above 0 and below 1
     * @param delta probability that the share on new rows is nevertheless below the target, above 0 and below 1
     */
    public Optional<CascadeThreshold> threshold(double target, double delta) {
        requireShare("the target", target);
        requireShare("delta", delta);
        BinomialDistribution limit = new BinomialDistribution(null, Math.toIntExact(rows), 1 - target);
        return smallest(wrongAnswers -> limit.cumulativeProbability(wrongAnswers) <= delta);
    }

    /**
     * Returns the smallest threshold that is certified for a table, rather than for the distribution of its rows: with
     * probability at least {@code 1 - delta} over examples and table, the share of right answers in the table is at least
     * the target. A small table needs a larger threshold, because its own share varies by chance.
     *
     * <p>Let {@code m} be the smallest number of wrong answers that miss the target in the table. Examples and rows are
     * exchangeable, so in the order of falling margins each disagreement is one of the examples by drawing without
     * replacement, and the p-value is exact: {@code P(X <= wrong(t))} for a hypergeometric {@code X}, the number of
     * examples among {@code wrong(t) + m} rows drawn from all. It needs counts that only grow as the threshold falls, as
     * those of agreement with the teacher do.
     *
     * @param tableRows number of rows of the table, at least 1
     */
    public Optional<CascadeThreshold> thresholdForTable(double target, double delta, long tableRows) {
        requireShare("the target", target);
        requireShare("delta", delta);
        if (tableRows < 1 || rows + tableRows > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "choose a threshold", "a table needs from 1 to 2^31-1 rows, examples included: " + tableRows);
        }
        int all = Math.toIntExact(rows + tableRows);
        int missing = (int) Math.floor((1 - target) * tableRows + ROUNDING) + 1;
        return smallest(wrongAnswers -> new HypergeometricDistribution(null, all, wrongAnswers + missing, (int) rows)
                        .cumulativeProbability(wrongAnswers)
                <= delta);
    }

    /** Returns the last threshold, from the largest down, before the first that is not certified. */
    private Optional<CascadeThreshold> smallest(IntPredicate certifies) {
        int certified = GRID.size();
        while (certified > 0 && certifies.test(Math.toIntExact(wrong.get(certified - 1)))) {
            certified--;
        }
        return certified == GRID.size() ? Optional.empty() : Optional.of(at(certified));
    }

    /** Returns the number of examples from which on a target can be certified: if no answer of so many is wrong. */
    public static long leastRows(double target, double delta) {
        requireShare("the target", target);
        requireShare("delta", delta);
        return (long) Math.ceil(Math.log(delta) / Math.log(target));
    }

    /** Returns the largest threshold of the grid, where the teacher answers nearly everything. */
    public CascadeThreshold safest() {
        return at(GRID.size() - 1);
    }

    /** Returns the threshold 0, where the student answers everything. */
    public CascadeThreshold studentAlone() {
        return at(0);
    }

    private CascadeThreshold at(int index) {
        return new CascadeThreshold(GRID.get(index), rows, answered.get(index), wrong.get(index));
    }

    private static void requireShare(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new InvalidInputException(
                    "choose a threshold", "%s must lie above 0 and below 1: %s".formatted(name, value));
        }
    }
}
