package io.sparkdistill.jobs.train.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.network.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.junit.jupiter.api.Test;

public class ShardTest {
    @Test
    void givesBackWhatItTookIn() {
        Example pair = new Example(new int[] {3, 4, 5}, new int[] {7}, null, 1, new float[] {0.5f, 0.5f});
        Example withoutWords = new Example(new int[0], new int[] {8, 9}, null, Example.UNLABELED, null);
        Example features = new Example(null, null, new float[] {1, 2}, 0, new float[] {-3.5f, 3.5f});

        Shard shard = shard(1, pair, withoutWords, features);

        assertThat(shard.size()).isEqualTo(3);
        assertThat(all(shard.examples(1, 1, 0)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(pair, withoutWords, features);
    }

    @Test
    void keepsTargetsOfFewClassesAndOfAnyNumber() {
        Example one = sparse(new float[] {0.75f, 0.25f}, 4);
        Example two = sparse(new float[] {0.5f, 0.25f, 0.25f, 0}, 2, 9, 1);

        assertThat(all(shard(1, one, two).examples(1, 1, 0)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(one, two);
    }

    @Test
    void goesOnAtAnyPlaceOfAnEpoch() {
        Shard shard = numbers(200, 3);
        for (int epoch = 1; epoch <= 3; epoch++) {
            List<Integer> whole = words(shard.examples(7, epoch, 0));

            assertThat(words(shard.examples(7, epoch, 150))).isEqualTo(whole.subList(150, 200));
            assertThat(words(shard.examples(7, epoch, 300))).isEmpty();
        }
    }

    @Test
    void hasAnotherOrderInEveryEpochAndUnderEverySeed() {
        Shard shard = numbers(200, 3);
        List<Integer> order = words(shard.examples(7, 1, 0));

        assertThat(words(shard.examples(7, 2, 0))).isNotEqualTo(order).containsExactlyInAnyOrderElementsOf(order);
        assertThat(words(shard.examples(8, 1, 0))).isNotEqualTo(order);
        assertThat(words(shard.examples(7, 1, 0))).isEqualTo(order);
    }

    @Test
    void mayBeEmpty() {
        assertThat(shard(1).examples(1, 1, 0)).isExhausted();
    }

    private static Example sparse(float[] target, int... classes) {
        return new Example(new int[] {3}, null, null, 0, target, classes);
    }

    /** A row as the encoder gives it. */
    public static Row row(int number, Example example) {
        return RowFactory.create(XXH64.hashLong(number, 42), ExampleBytes.of(example), false);
    }

    static Shard shard(int chunks, Example... examples) {
        Iterator<Row> rows = IntStream.range(0, examples.length)
                .mapToObj(number -> row(number, examples[number]))
                .iterator();
        return Shard.of(rows, chunks).next();
    }

    private static Shard numbers(int count, int chunks) {
        return shard(
                chunks,
                IntStream.range(0, count)
                        .mapToObj(number -> new Example(new int[] {number}, null, null, 0, null))
                        .toArray(Example[]::new));
    }

    static List<Integer> words(Iterator<Example> examples) {
        return all(examples).stream()
                .flatMap(example -> Arrays.stream(example.words()).boxed())
                .toList();
    }

    private static List<Example> all(Iterator<Example> examples) {
        List<Example> all = new ArrayList<>();
        examples.forEachRemaining(all::add);
        return all;
    }
}
