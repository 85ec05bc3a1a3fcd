package io.sparkdistill.jobs.label;

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
    private final int tasks;
    private int done;

    /**
     * Partitions rows by their keys.
     *
     * @param tasks number of partitions
     */
    Chunks(Dataset<Row> rows, int tasks) {
        Dataset<Row> spread = rows.repartition(tasks, functions.col(TransferSet.EXAMPLE_KEY));
        this.spark = rows.sparkSession();
        this.rows = spread.rdd();
        this.schema = rows.schema();
        this.tasks = tasks;
    }

    boolean hasNext() {
        return done < tasks;
    }

    /**
     * Returns the rows of the next chunk.
     *
     * @param count number of its partitions
     */
    Dataset<Row> next(int count) {
        int first = done;
        done = Math.min(tasks, done + count);
        return spark.createDataFrame(PartitionPruningRDD.create(rows, new Range(first, done)), schema);
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
