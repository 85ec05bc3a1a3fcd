package io.sparkdistill.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.network.Example;
import io.sparkdistill.network.Samples;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Property(tries = 100)
    void giveEveryExampleOnceInFullBatches(
            @ForAll @IntRange(max = 200) int count,
            @ForAll @IntRange(min = 1, max = 20) int batchSize,
            @ForAll @IntRange(min = 1, max = 5) int window,
            @ForAll long seed) {
        List<Example> examples = Samples.sentences(count, seed);

        List<List<Example>> batches = all(new Batches(examples.iterator(), batchSize, window, seed));

        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(examples);
        assertThat(batches).hasSize((count + batchSize - 1) / batchSize);
    }

    @Test
    void holdExamplesOfLikeLength() {
        List<List<Example>> batches = all(new Batches(Samples.sentences(900, 1).iterator(), 10, 90, 1));

        for (List<Example> batch : batches) {
            int shortest = batch.stream().mapToInt(Example::length).min().orElseThrow();
            int longest = batch.stream().mapToInt(Example::length).max().orElseThrow();
            assertThat(longest - shortest).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void comeInAnOrderThatTheSeedDecides() {
        List<Example> examples = Samples.sentences(100, 1);

        assertThat(all(new Batches(examples.iterator(), 10, 5, 1)))
                .isEqualTo(all(new Batches(examples.iterator(), 10, 5, 1)))
                .isNotEqualTo(all(new Batches(examples.iterator(), 10, 5, 2)));
    }

    @Test
    void readNoFurtherThanTheirWindow() {
        Example example = Samples.sentences(1, 1).get(0);
        Iterator<Example> endless = Stream.generate(() -> example).iterator();

        assertThat(new Batches(endless, 10, 3, 1).next()).hasSize(10);
    }

    @Test
    void refuseToGoOnAfterTheLast() {
        Batches batches = new Batches(List.<Example>of().iterator(), 1, 1, 1);

        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> new Batches(List.<Example>of().iterator(), 0, 1, 1))
                .hasMessage("Cannot group batches: sizes must be at least 1: batch 0, window 1");
    }

    private static List<List<Example>> all(Batches batches) {
        List<List<Example>> all = new ArrayList<>();
        batches.forEachRemaining(all::add);
        return all;
    }
}
