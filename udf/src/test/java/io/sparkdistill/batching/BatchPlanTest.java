package io.sparkdistill.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    private static final BatchLimits MANY_ROWS = new BatchLimits(4096, BatchLimits.MEASURED, 4096);

    @Test
    void endsANearlyFullBatchWhereTheLengthChanges() {
        assertThat(sizes(lengths(10, 9, 5, 20), MANY_ROWS, 100)).containsExactly(9, 20);
    }

    @Test
    void fillsABatchWhereLengthsHardlyDiffer() {
        assertThat(sizes(lengths(100, 5, 99, 14), MANY_ROWS, 1000)).containsExactly(9, 10);
        assertThat(sizes(lengths(7, 30), MANY_ROWS, 70)).containsExactly(10, 10, 10);
    }

    @Test
    void doesNotPadASmallWindowToFillALargeBudget() {
        int[] window = lengths(60, 50, 30, 1000, 10, 3000);
        assertThat(sizes(window, MANY_ROWS, 65_536)).containsExactly(50, 1000, 3000);
    }

    @Test
    void asksALongInputAlone() {
        assertThat(sizes(new int[] {500, 400, 60, 58}, MANY_ROWS, 128)).containsExactly(1, 1, 2);
    }

    @Property(tries = 300)
    void coversAllWithinTheLimitsAndCostsLeast(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 40) Integer> any,
            @ForAll @IntRange(min = 1, max = 120) int tokens,
            @ForAll @IntRange(min = 1, max = 6) int maxRows) {
        int[] lengths = any.stream()
                .sorted(Collections.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
        BatchLimits limits = new BatchLimits(12, BatchLimits.MEASURED, maxRows);

        List<Integer> sizes = sizes(lengths, limits, tokens);

        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(lengths.length);
        assertThat(cost(lengths, sizes, limits, tokens)).isEqualTo(least(lengths, limits, tokens));
    }

    /** By trying every way to cut. */
    private static double least(int[] lengths, BatchLimits limits, int tokens) {
        return IntStream.range(0, 1 << (lengths.length - 1))
                .mapToDouble(cuts -> cost(lengths, sizes(lengths.length, cuts), limits, tokens))
                .min()
                .orElseThrow();
    }

    /** @param cuts whose bit i is set where an input i is the last of its batch */
    private static List<Integer> sizes(int inputs, int cuts) {
        List<Integer> sizes = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < inputs; i++) {
            if (i == inputs - 1 || (cuts >> i & 1) == 1) {
                sizes.add(i + 1 - start);
                start = i + 1;
            }
        }
        return sizes;
    }

    /** In tokens; infinite where a batch is too large. */
    private static double cost(int[] lengths, List<Integer> sizes, BatchLimits limits, int tokens) {
        double cost = 0;
        int start = 0;
        for (int size : sizes) {
            boolean fits = size == 1 || (size <= limits.maxRows() && size * lengths[start] <= tokens);
            cost += fits ? size * lengths[start] + tokens / 32.0 : Double.POSITIVE_INFINITY;
            start += size;
        }
        return cost;
    }

    private static List<Integer> sizes(int[] lengths, BatchLimits limits, int tokens) {
        BatchPlan plan = BatchPlan.of(lengths, limits, tokens);
        List<Integer> sizes = new ArrayList<>();
        for (int start = 0; start < lengths.length; start = plan.end(start)) {
            sizes.add(plan.end(start) - start);
        }
        return sizes;
    }

    /** @param lengthsAndCounts a length, how many inputs have it, the next length, … */
    private static int[] lengths(int... lengthsAndCounts) {
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < lengthsAndCounts.length; i += 2) {
            lengths.addAll(Collections.nCopies(lengthsAndCounts[i + 1], lengthsAndCounts[i]));
        }
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }
}
