package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.network.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardStreamTest {
    private static final int EXAMPLES = 300;

    private final List<JavaRDD<Shard>> persisted = new ArrayList<>();

    @AfterEach
    void unpersist() {
        persisted.forEach(JavaRDD::unpersist);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void hasTheOrderOfOneShardThatHoldsAll(int chunks) {
        Shard whole = Shard.of(rows().iterator(), chunks).next();
        JavaRDD<Shard> partitioned = hashPartition(chunks);
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertThat(ShardTest.words(new ShardStream(partitioned, new Shuffle(5, epoch, chunks))))
                    .isEqualTo(ShardTest.words(whole.examples(5, epoch, 0)))
                    .hasSize(EXAMPLES)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void saysWhyItCannotReadAChunk() {
        JavaRDD<Shard> lost = hashPartition(2).map(shard -> {
            throw new IllegalStateException("the disk is gone");
        });

        assertThatThrownBy(() -> new ShardStream(lost, new Shuffle(5, 1, 2)).next())
                .hasMessageStartingWith("Cannot read the examples: ")
                .hasMessageContaining("the disk is gone");
    }

    private JavaRDD<Shard> hashPartition(int chunks) {
        JavaRDD<Shard> shards = LocalSpark.session()
                .createDataFrame(rows(), ExampleEncoder.SCHEMA)
                .repartition(chunks, col(ExampleEncoder.HASH))
                .javaRDD()
                .mapPartitions(rows -> Shard.of(rows, chunks))
                .cache();
        persisted.add(shards);
        return shards;
    }

    private static List<Row> rows() {
        return IntStream.range(0, EXAMPLES)
                .mapToObj(number ->
                        ShardTest.row(number, new Example(new int[] {number}, null, null, Example.UNLABELED, null)))
                .toList();
    }
}
