package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.inference.TaskSlots;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.network.Example;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Holds the encoded training examples of one student. Spark keeps them on the disks of the executors, so that the
 * memory does not grow with their number. Closing frees the disks.
 */
public final class EncodedExamples implements AutoCloseable {
    // Two chunks are in the driver's memory at the same time. Most tables of sentences fit into one or two.
    private static final long CHUNK_BYTES = 16L << 20;

    private final SparkSession spark;
    private final String name;
    private final Dataset<Row> rows;
    private final Dataset<Row> training;
    private final List<Example> validation;
    private final List<Example> heldBack;
    private final int hiddenWidth;
    private final long count;
    private final int chunks;
    private final List<JavaRDD<Shard>> partitioned = new ArrayList<>();

    /**
     * Encodes examples.
     *
     * @param name of the student
     * @param encoder from texts to the ids of the student's vocabulary
     * @param examples with the columns that {@link TrainingData} adds
     * @param validation examples of which some are collected to the driver
     * @param validationLimit largest number of validation examples, and of examples held back;
     *     those with the smallest hashes are taken
     * @throws InputException if all examples or none are held back where some should be
     */
    public EncodedExamples(
            SparkSession spark,
            String name,
            InputEncoder encoder,
            Dataset<Row> examples,
            Dataset<Row> validation,
            int validationLimit) {
        this.spark = spark;
        this.name = name;
        MapFunction<Row, Row> encoding = new ExampleEncoder(encoder);
        this.rows = examples.map(encoding, Encoders.row(ExampleEncoder.SCHEMA)).persist(StorageLevel.DISK_ONLY());
        this.training = rows.where(not(col(ExampleEncoder.HELD_BACK)));
        Row size = training.agg(functions.count(lit(1)), sum(length(col(ExampleEncoder.EXAMPLE))))
                .first();
        float[] hidden = ExampleEncoder.example(rows.first()).hidden();
        this.hiddenWidth = hidden == null ? 0 : hidden.length;
        this.count = size.getLong(0);
        if (count == 0) {
            throw new InputException(
                    "Cannot train %s: all examples are held back; set train.held-back-share lower".formatted(name));
        }
        this.chunks = Math.toIntExact((size.getLong(1) + CHUNK_BYTES - 1) / CHUNK_BYTES);
        this.validation = collect(validation.map(encoding, Encoders.row(ExampleEncoder.SCHEMA)), validationLimit);
        this.heldBack = collect(rows.where(col(ExampleEncoder.HELD_BACK)), validationLimit);
    }

    private static List<Example> collect(Dataset<Row> encoded, int limit) {
        return HashSample.smallest(encoded, col(ExampleEncoder.HASH), limit)
                .orderBy(ExampleEncoder.HASH, ExampleEncoder.EXAMPLE)
                .limit(limit)
                .collectAsList()
                .stream()
                .map(ExampleEncoder::example)
                .toList();
    }

    /**
     * Returns how the best epoch is chosen.
     *
     * @throws InputException if the choice needs examples that are held back, and there are none
     */
    public Validation.Choice choice(TrainConfig train) {
        if (!train.selectBy().holdsBack()) {
            return new Validation.Choice(train.selectBy(), null, List.of());
        }
        if (heldBack.isEmpty()) {
            throw new InputException(
                    ("Cannot train %s: train.select-by needs examples that are held back, but train.held-back-share = %s"
                                    + " of %d examples gave none; set it higher, or train.select-by = accuracy")
                            .formatted(name, train.selection().heldBackShare(), count));
        }
        return new Validation.Choice(train.selectBy(), train.loss().softLoss(), heldBack);
    }

    /** The width of the teacher's hidden states; 0 if there are none. */
    public int hiddenWidth() {
        return hiddenWidth;
    }

    public List<Example> validation() {
        return validation;
    }

    public long count() {
        return count;
    }

    /**
     * Returns a function from the number of an epoch, from 1, to its examples, streamed in the order of {@link
     * Shuffle}.
     */
    public IntFunction<Iterator<Example>> epochExamples(long seed) {
        JavaRDD<Shard> shards = hashPartition(chunks, StorageLevel.DISK_ONLY());
        if (chunks == 1) {
            // A job per epoch would take longer than a short epoch itself.
            Shard whole = shards.first();
            return epoch -> whole.examples(seed, epoch, 0);
        }
        return epoch -> {
            JobContext.describe(spark, Verbs.TRAIN, "%s, epoch %d".formatted(name, epoch));
            return new ShardStream(shards, new Shuffle(seed, epoch, chunks));
        };
    }

    /**
     * Returns the examples on the executors, hash-partitioned by their keys.
     *
     * @param partitions number of partitions
     */
    public JavaRDD<Shard> shards(int partitions) {
        JavaRDD<Shard> shards = hashPartition(partitions, StorageLevel.MEMORY_AND_DISK());
        JobContext.describe(spark, Verbs.TRAIN, name + ", rounds on partitions");
        return shards;
    }

    /** The number of tasks that can run at the same time. */
    public int slots() {
        return TaskSlots.of(spark, 0);
    }

    private JavaRDD<Shard> hashPartition(int partitions, StorageLevel level) {
        JobContext.describe(spark, Verbs.TRAIN, "hash-partition the examples of " + name);
        int ofAll = chunks;
        JavaRDD<Shard> made = training.repartition(partitions, col(ExampleEncoder.HASH))
                .sortWithinPartitions(ExampleEncoder.HASH)
                .javaRDD()
                .mapPartitions(partition -> Shard.of(partition, ofAll))
                .persist(level);
        partitioned.add(made);
        made.count();
        rows.unpersist();
        return made;
    }

    @Override
    public void close() {
        rows.unpersist();
        partitioned.forEach(JavaRDD::unpersist);
    }
}
