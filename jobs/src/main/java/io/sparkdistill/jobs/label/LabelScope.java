package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;

import io.sparkdistill.jobs.storage.FileSizes;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** A label scope selects the examples that a run labels, and the stored logits that may be theirs. */
sealed interface LabelScope extends ExampleScope, AutoCloseable {
    String KEY = TransferSet.EXAMPLE_KEY;

    /** Returns the examples with a label, duplicates of the evaluation set included. */
    Dataset<Row> labeled();

    /**
     * Returns the predictions for labeled examples that are not in this scope, as {@link TeacherAccuracyCheck} counts
     * them; empty if an earlier version did not store them.
     */
    Optional<List<long[]>> predictionsBefore();

    /** Whether these are all examples. */
    boolean isWhole();

    /** Frees what the scope keeps on the executors. */
    @Override
    default void close() {}

    /** The transfer set has no duplicates and no example of the evaluation set, so only the latter is shuffled. */
    private static Dataset<Row> distinct(Dataset<Row> train, Dataset<Row> evaluation) {
        return train.union(evaluation.dropDuplicates(KEY));
    }

    private static Dataset<Row> labeled(Dataset<Row> train, Dataset<Row> evaluation) {
        return train.union(evaluation).where(col(TransferSet.LABEL).isNotNull());
    }

    /** The whole scope selects all examples of transfer set and evaluation set. */
    record Whole(Output output, SparkSession spark) implements LabelScope {
        @Override
        public Dataset<Row> examples() {
            return distinct(
                    output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA),
                    output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA));
        }

        @Override
        public Dataset<Row> labeled() {
            return LabelScope.labeled(
                    output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA),
                    output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA));
        }

        @Override
        public Optional<List<long[]>> predictionsBefore() {
            return Optional.of(List.of());
        }

        @Override
        public Dataset<Row> results() {
            return output.read(spark, Logits.TABLE, Logits.SCHEMA);
        }

        @Override
        public boolean isWhole() {
            return true;
        }
    }

    /**
     * An added scope selects the examples in files that were added since soft targets were completed. They are read once.
     *
     * @param state of the tables then
     * @param examples in these files, persisted
     * @param count number of the examples
     * @param older files of logits that were there then and have keys of these examples
     */
    record Added(
            Output output, SparkSession spark, LabeledState state, Dataset<Row> examples, long count, Set<String> older)
            implements LabelScope {
        /** Finds the older logits by reading their keys alone. */
        static Added of(Output output, SparkSession spark, LabeledState state) {
            Dataset<Row> examples = distinct(
                            added(output, spark, state, TransferSet.TABLE),
                            added(output, spark, state, TransferSet.EVALUATION_TABLE))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            long count = examples.count();
            List<Row> found = output.readFiles(
                            spark,
                            Logits.TABLE,
                            Logits.SCHEMA,
                            state.filesOf(Logits.TABLE).keySet())
                    .select(col(KEY), input_file_name().as("file"))
                    .join(ExampleScope.few(examples.select(KEY), count), KEY, "left_semi")
                    .select("file")
                    .distinct()
                    .collectAsList();
            int start = output.path(Logits.TABLE).toUri().getPath().length() + 1;
            Set<String> older = new TreeSet<>();
            found.forEach(row -> older.add(
                    new Path(URI.create(row.getString(0))).toUri().getPath().substring(start)));
            return new Added(output, spark, state, examples, count, older);
        }

        /** Returns the rows of new files in few partitions, so that they are made distinct by few tasks. */
        private static Dataset<Row> added(Output output, SparkSession spark, LabeledState state, String table) {
            Set<String> files = since(output, state, table);
            Map<String, Long> lengths = output.tableFiles(table);
            return FileSizes.coalesceBytes(
                    output.readFiles(spark, table, TransferSet.SCHEMA, files),
                    files.stream().mapToLong(lengths::get).sum());
        }

        private static Set<String> since(Output output, LabeledState state, String table) {
            Set<String> files = new TreeSet<>(output.tableFiles(table).keySet());
            files.removeAll(state.filesOf(table).keySet());
            return files;
        }

        @Override
        public Dataset<Row> labeled() {
            return LabelScope.labeled(
                    added(output, spark, state, TransferSet.TABLE),
                    added(output, spark, state, TransferSet.EVALUATION_TABLE));
        }

        @Override
        public Optional<List<long[]>> predictionsBefore() {
            return Optional.ofNullable(state.predictions());
        }

        @Override
        public Dataset<Row> results() {
            Set<String> files = since(output, state, Logits.TABLE);
            files.addAll(older);
            return output.readFiles(spark, Logits.TABLE, Logits.SCHEMA, files);
        }

        @Override
        public LabelingCounts before(String fingerprint) {
            return state.counts().getOrDefault(fingerprint, LabelingCounts.NONE);
        }

        @Override
        public boolean isWhole() {
            return false;
        }

        @Override
        public void close() {
            examples.unpersist();
        }
    }
}
