package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.network.Example;
import io.sparkdistill.table.TransferSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** What one student is fitted to, as it reads it. Closing it gives back what Spark keeps of it. */
final class EncodedExamples implements AutoCloseable {
    private final JobContext context;
    private final SparkSession spark;
    private final String name;
    private final Dataset<Row> rows;
    private final List<Example> validation;
    private JavaRDD<Shard> shards;

    /**
     * Encodes examples.
     *
     * @param name of the student
     * @param reading how the student reads a text
     * @param examples that it is fitted to, as {@link TrainingData} gives them
     * @param validation collected at once
     */
    EncodedExamples(
            JobContext context,
            SparkSession spark,
            String name,
            Reading reading,
            Dataset<Row> examples,
            Dataset<Row> validation) {
        this.context = context;
        this.spark = spark;
        this.name = name;
        MapFunction<Row, Row> encoding = new Encoding(reading);
        this.rows = examples.map(encoding, Encoders.row(Encoding.SCHEMA));
        this.validation =
                validation
                        .map(encoding, Encoders.row(Encoding.SCHEMA))
                        .orderBy(TransferSet.EXAMPLE_KEY)
                        .collectAsList()
                        .stream()
                        .map(Encoding::example)
                        .toList();
    }

    /** How wide the teacher's hidden states are; 0 where none are compared. */
    int hiddenWidth() {
        float[] hidden = Encoding.example(rows.first()).hidden();
        return hidden == null ? 0 : hidden.length;
    }

    List<Example> validation() {
        return validation;
    }

    long count() {
        return rows.persist(StorageLevel.MEMORY_AND_DISK()).count();
    }

    /** The examples of an epoch, from 1, streamed to this process. */
    Iterator<Example> epoch(int epoch) {
        JobContext.describe(spark, Verbs.TRAIN, "%s, epoch %d".formatted(name, epoch));
        Iterator<Row> ordered = rows.orderBy(
                        TrainingData.order(context.config().seed(), epoch), col(TransferSet.EXAMPLE_KEY))
                .toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ordered.hasNext();
            }

            @Override
            public Example next() {
                return Encoding.example(ordered.next());
            }
        };
    }

    /**
     * The examples on the executors, each in the partition that its key decides.
     *
     * @param partitions 0 for one a task that can run at once
     */
    JavaRDD<Shard> shards(int partitions) {
        JobContext.describe(spark, Verbs.TRAIN, name + ", rounds on partitions");
        int slots = spark.sparkContext().defaultParallelism()
                / spark.sparkContext().conf().getInt("spark.task.cpus", 1);
        shards = rows.withColumn(Shard.HASH, xxhash64(col(TransferSet.EXAMPLE_KEY)))
                .repartition(partitions > 0 ? partitions : Math.max(1, slots), col(TransferSet.EXAMPLE_KEY))
                .sortWithinPartitions(TransferSet.EXAMPLE_KEY)
                .javaRDD()
                .mapPartitions(Shard::of)
                .persist(StorageLevel.MEMORY_AND_DISK());
        return shards;
    }

    @Override
    public void close() {
        rows.unpersist();
        if (shards != null) {
            shards.unpersist();
        }
    }
}
