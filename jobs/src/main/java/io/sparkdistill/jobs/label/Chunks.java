package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.table.TransferSet;
import java.io.Serializable;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import scala.runtime.AbstractFunction1;

/**
 * Divides rows into chunks that are committed one after the other. The rows are partitioned once, and a chunk is a
 * range of partitions, so that a chunk reads its own rows only.
 */
final class Chunks {
    private final SparkSession spark;
    private final RDD<Row> rows;
    private final StructType schema;
    private final int count;
    private final int tasksPerChunk;

    private Chunks(SparkSession spark, RDD<Row> rows, StructType schema, int count, int tasksPerChunk) {
        this.spark = spark;
        this.rows = rows;
        this.schema = schema;
        this.count = count;
        this.tasksPerChunk = tasksPerChunk;
    }

    /**
     * Partitions rows. Each task has about one window of rows, and the number of tasks per chunk is a multiple of the
     * slots, so that all slots are busy until the end of a chunk.
     *
     * @param total number of rows
     * @param slots number of tasks that run at the same time
     */
    static Chunks of(Dataset<Row> rows, long total, LabelConfig.Inference config, int slots) {
        int chunks = Math.toIntExact(divideUp(total, config.commitRows()));
        long windows =
                divideUp(divideUp(total, Math.max(1, chunks)), config.limits().windowRows());
        int tasks = Math.toIntExact(slots * Math.max(1, divideUp(windows, slots)));
        Dataset<Row> spread = rows.repartition(Math.max(1, chunks * tasks), functions.col(TransferSet.EXAMPLE_KEY));
        return new Chunks(rows.sparkSession(), spread.rdd(), rows.schema(), chunks, tasks);
    }

    int count() {
        return count;
    }

    /** Returns the rows of one chunk. */
    Dataset<Row> chunk(int index) {
        int first = index * tasksPerChunk;
        RDD<Row> tasks = PartitionPruningRDD.create(rows, new Range(first, first + tasksPerChunk));
        return spark.createDataFrame(tasks, schema);
    }

    private static long divideUp(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /** Selects the partitions of a chunk. */
    private static final class Range extends AbstractFunction1<Object, Object> implements Serializable {
        private final int from;
        private final int to;

        Range(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public Object apply(Object partition) {
            int index = (int) partition;
            return index >= from && index < to;
        }
    }
}
