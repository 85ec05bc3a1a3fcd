package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.network.Example;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class ShardTest {
    private static final StructType SCHEMA = Encoding.SCHEMA.add(Shard.HASH, DataTypes.LongType);

    @Test
    void givesBackWhatItTookIn() {
        Shard shard = shard(List.of(
                row("a", List.of(3, 4, 5), List.of(7), null, 1, List.of(0.5f, 0.5f)),
                row("b", List.of(), List.of(8, 9), null, null, List.of(0.25f, 0.75f))));

        List<Example> examples = all(shard.examples(1, 1, 0));

        assertThat(shard.size()).isEqualTo(2);
        assertThat(examples)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(
                        new Example(new int[] {3, 4, 5}, new int[] {7}, null, 1, new float[] {0.5f, 0.5f}),
                        new Example(
                                new int[0], new int[] {8, 9}, null, Example.UNLABELLED, new float[] {0.25f, 0.75f}));
    }

    @Test
    void keepsTargetsOfFewClassesAndOfAnyNumber() {
        Row one = sparse("a", List.of(4), List.of(0.75f, 0.25f));
        Row two = sparse("b", List.of(2, 9, 1), List.of(0.5f, 0.25f, 0.25f, 0f));

        assertThat(all(shard(List.of(one, two)).examples(1, 1, 0)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(
                        new Example(new int[] {3}, null, null, 0, new float[] {0.75f, 0.25f}, new int[] {4}),
                        new Example(
                                new int[] {3}, null, null, 0, new float[] {0.5f, 0.25f, 0.25f, 0}, new int[] {2, 9, 1
                                }));
    }

    @Test
    void keepsFeaturesWithoutTargets() {
        Shard shard = shard(List.of(row("a", null, null, List.of(1f, 2f), 1, null)));

        assertThat(all(shard.examples(1, 1, 0)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Example(null, null, new float[] {1, 2}, 1, null));
    }

    @Test
    void hasTheOrderInWhichSparkStreamsAnEpoch() {
        List<Row> rows = IntStream.range(0, 200)
                .mapToObj(i -> row("key" + i, List.of(i), null, null, 0, null))
                .toList();
        Dataset<Row> table = LocalSpark.session()
                .createDataFrame(rows, SCHEMA)
                .withColumn(Shard.HASH, xxhash64(col(TransferSet.EXAMPLE_KEY)));
        Shard shard = shard(table.collectAsList());
        for (int epoch = 1; epoch <= 3; epoch++) {
            List<Integer> streamed = words(table.orderBy(TrainingData.order(7, epoch)).collectAsList().stream()
                    .map(Encoding::example)
                    .toList());

            assertThat(words(all(shard.examples(7, epoch, 0)))).isEqualTo(streamed);
            assertThat(words(all(shard.examples(7, epoch, 150)))).isEqualTo(streamed.subList(150, 200));
        }
    }

    @Test
    void mayBeEmpty() {
        assertThat(all(shard(List.of()).examples(1, 1, 0))).isEmpty();
    }

    private static Row sparse(String key, List<Integer> classes, List<Float> target) {
        return row(key, List.of(3), null, null, 0, target, classes);
    }

    /** A row as the encoder gives it, its target, if it has one, of all classes. */
    static Row row(
            String key,
            List<Integer> words,
            List<Integer> pairWords,
            List<Float> features,
            Integer label,
            List<Float> target) {
        return row(key, words, pairWords, features, label, target, null);
    }

    private static Row row(
            String key,
            List<Integer> words,
            List<Integer> pairWords,
            List<Float> features,
            Integer label,
            List<Float> target,
            List<Integer> targetClasses) {
        return row(key, words, pairWords, features, label, target, targetClasses, null);
    }

    /** A row with a hidden state of the teacher. */
    static Row row(
            String key,
            List<Integer> words,
            List<Integer> pairWords,
            List<Float> features,
            Integer label,
            List<Float> target,
            List<Integer> targetClasses,
            List<Float> hidden) {
        UTF8String bytes = UTF8String.fromString(key);
        long hash = XXH64.hashUnsafeBytes(bytes.getBaseObject(), bytes.getBaseOffset(), bytes.numBytes(), 42);
        Row row = RowFactory.create(
                key,
                sequence(words),
                sequence(pairWords),
                sequence(features),
                label,
                sequence(target),
                sequence(targetClasses),
                sequence(hidden),
                hash);
        return new GenericRowWithSchema(
                IntStream.range(0, row.size()).mapToObj(row::get).toArray(), SCHEMA);
    }

    private static Object sequence(List<?> values) {
        return values == null
                ? null
                : scala.collection.JavaConverters.asScalaBufferConverter(values).asScala();
    }

    private static Shard shard(List<Row> rows) {
        return Shard.of(rows.iterator()).next();
    }

    private static List<Example> all(Iterator<Example> examples) {
        List<Example> all = new ArrayList<>();
        examples.forEachRemaining(all::add);
        return all;
    }

    private static List<Integer> words(List<Example> examples) {
        return examples.stream().map(example -> example.words()[0]).toList();
    }
}
