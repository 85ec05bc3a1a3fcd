package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.StudentModel;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
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
    private final Vocabulary vocabulary;
    private final Map<String, float[]> vectors;
    private final Dataset<Row> rows;
    private final List<Example> validation;
    private JavaRDD<Shard> shards;

    private EncodedExamples(
            JobContext context,
            SparkSession spark,
            String name,
            Vocabulary vocabulary,
            Map<String, float[]> vectors,
            Dataset<Row> examples,
            Dataset<Row> validation) {
        this.context = context;
        this.spark = spark;
        this.name = name;
        this.vocabulary = vocabulary;
        this.vectors = vectors;
        this.rows = encode(examples);
        this.validation = encode(validation).orderBy(TransferSet.EXAMPLE_KEY).collectAsList().stream()
                .map(Encoding::example)
                .toList();
    }

    /**
     * Collects and encodes the examples.
     *
     * @param name of the student
     * @param vectors that its words start with
     * @throws InputException if there are none
     */
    static EncodedExamples prepare(
            JobContext context, SparkSession spark, String name, TrainConfig train, PretrainedVectors vectors) {
        JobContext.describe(spark, Verbs.TRAIN, "prepare the examples of " + name);
        TrainingData data = new TrainingData(context, spark);
        Dataset<Row> examples = data.examples(train);
        if (examples.isEmpty()) {
            throw new InputException("Cannot train %s: no example has %s; see the counts of augment and label"
                    .formatted(name, train.needsTeacher() ? "soft targets" : "a label"));
        }
        boolean readsText = context.config().task().type() != TaskType.FEATURES;
        Vocabulary vocabulary =
                readsText ? VocabularyBuilder.build(examples, context.config().student()) : null;
        Map<String, float[]> given = readsText ? vectors.of(examples, vocabulary) : Map.of();
        return new EncodedExamples(context, spark, name, vocabulary, given, examples, data.validation());
    }

    /** A student with new parameters that reads these examples. */
    StudentModel newModel() {
        DistillConfig config = context.config();
        StudentConfig student = config.student();
        int classes = config.task().classes();
        if (vocabulary == null) {
            int features = Floats.array(rows.select(TransferSet.FEATURES).first(), 0).length;
            return StudentModel.forFeatures(student.network(), features, classes, config.seed());
        }
        int sentences = config.task().type() == TaskType.TEXT_PAIR ? 2 : 1;
        TextEncoder encoder = new TextEncoder(vocabulary, student.maxWords());
        return StudentModel.forText(student.network(), encoder, vectors, sentences, classes, config.seed());
    }

    /** How many words start with a given vector. */
    int vectors() {
        return vectors.size();
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

    private Dataset<Row> encode(Dataset<Row> examples) {
        List<String> words = vocabulary == null ? List.of() : vocabulary.words();
        Broadcast<List<String>> broadcast =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(words);
        int maxWords = context.config().student().maxWords();
        return examples.map(new Encoding(broadcast, maxWords), Encoders.row(Encoding.SCHEMA));
    }

    @Override
    public void close() {
        rows.unpersist();
        if (shards != null) {
            shards.unpersist();
        }
    }
}
