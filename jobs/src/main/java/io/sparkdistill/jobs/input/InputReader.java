package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode_outer;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads one entry of the inputs into rows of one shape: {@link Rejected#ROW} and {@link Rejected#REASON} (both
 * null when the row can be used), {@link Rejected#SOURCE}, and the example's text, pair, features and label.
 */
final class InputReader {
    /** The column of format text. */
    static final String VALUE = "value";

    private static final String CORRUPT = "_corrupt_record";
    private static final ArrayType FEATURES = DataTypes.createArrayType(DataTypes.FloatType, true);

    private final SparkSession spark;
    private final TaskConfig task;
    private final Labels labels;

    InputReader(SparkSession spark, TaskConfig task) {
        this.spark = spark;
        this.task = task;
        this.labels = new Labels(task);
    }

    /** What {@link #read} returns, without rows. */
    Dataset<Row> none() {
        StructType schema = new StructType()
                .add(Rejected.ROW, DataTypes.StringType)
                .add(Rejected.SOURCE, DataTypes.StringType)
                .add(TransferSet.TEXT, DataTypes.StringType)
                .add(TransferSet.TEXT_PAIR, DataTypes.StringType)
                .add(TransferSet.FEATURES, FEATURES)
                .add(TransferSet.LABEL, DataTypes.IntegerType)
                .add(Rejected.REASON, DataTypes.StringType);
        return spark.createDataFrame(List.of(), schema);
    }

    Dataset<Row> read(InputEntry entry) {
        Dataset<Row> rows = sentences(part(entry), entry);
        boolean corruptible = Arrays.asList(rows.columns()).contains(CORRUPT);
        Column corrupt = corruptible ? col(CORRUPT) : lit(null).cast(DataTypes.StringType);
        Column[] written = Arrays.stream(rows.columns())
                .filter(column -> !column.equals(CORRUPT))
                .map(column -> col("`" + column + "`"))
                .toArray(Column[]::new);
        Dataset<Row> example = rows.select(
                coalesce(corrupt, to_json(struct(written))).as(Rejected.ROW),
                source(entry).as(Rejected.SOURCE),
                corrupt.isNotNull().as(CORRUPT),
                text(entry.features().isPresent() ? Optional.empty() : Optional.of(entry.text()))
                        .as(TransferSet.TEXT),
                text(entry.textPair()).as(TransferSet.TEXT_PAIR),
                entry.features()
                        .map(column -> col("`" + column + "`").cast(FEATURES))
                        .orElse(lit(null).cast(FEATURES))
                        .as(TransferSet.FEATURES),
                text(entry.label()).as(TransferSet.LABEL));
        Dataset<Row> judged = example.withColumn(Rejected.REASON, new Usability(task, entry).reason(col(CORRUPT)))
                .withColumn(Rejected.ROW, when(col(Rejected.REASON).isNotNull(), col(Rejected.ROW)))
                .withColumn(TransferSet.LABEL, labels.index(col(TransferSet.LABEL)))
                .drop(CORRUPT);
        return withoutLabels(judged, entry.part().withoutLabels());
    }

    /** The rows of an RDD have no file that Spark knows. */
    private static Column source(InputEntry entry) {
        return entry.format() == InputFormat.IDX ? lit(entry.path()) : input_file_name();
    }

    private Dataset<Row> withoutLabels(Dataset<Row> rows, List<String> leftOut) {
        if (leftOut.isEmpty()) {
            return rows;
        }
        Object[] classes = leftOut.stream().map(task::classIndex).toArray();
        Column label = col(TransferSet.LABEL);
        return rows.where(label.isNull().or(not(label.isin(classes))));
    }

    private Dataset<Row> asWritten(InputEntry entry) {
        return switch (entry.format()) {
            case TSV, CSV -> spark.read()
                    .options(Delimited.sparkOptions(entry))
                    .option("columnNameOfCorruptRecord", CORRUPT)
                    .schema(delimitedSchema(entry))
                    .csv(entry.path());
            case JSON -> spark.read()
                    .option("columnNameOfCorruptRecord", CORRUPT)
                    .schema(jsonSchema(entry))
                    .json(entry.path());
            case PARQUET -> spark.read().parquet(entry.path());
            case TEXT -> spark.read().text(entry.path());
            case FILES -> spark.read().option("wholetext", true).text(entry.path());
            case TABLE -> table(spark, entry);
            case IDX -> IdxImages.read(spark, entry);
        };
    }

    /** The table of Spark's catalog that an entry names. */
    static Dataset<Row> table(SparkSession spark, InputEntry entry) {
        if (!spark.catalog().tableExists(entry.path())) {
            throw new InputException(
                    "Cannot read %s: no such table in Spark's catalog: %s; set %s.path to an existing one"
                            .formatted(entry.key(), entry.path(), entry.key()));
        }
        Dataset<Row> table = spark.table(entry.path());
        InputCheck.requireColumns(entry, "table " + entry.path(), List.of(table.columns()));
        return table;
    }

    private StructType delimitedSchema(InputEntry entry) {
        String[] columns = spark.read()
                .options(Delimited.sparkOptions(entry))
                .csv(entry.path())
                .columns();
        StructType schema = new StructType();
        for (int i = 0; i < columns.length; i++) {
            schema = schema.add(entry.header() ? columns[i] : String.valueOf(i), DataTypes.StringType);
        }
        return schema.add(CORRUPT, DataTypes.StringType);
    }

    private static StructType jsonSchema(InputEntry entry) {
        Set<String> strings = new LinkedHashSet<>();
        if (entry.features().isEmpty()) {
            strings.add(entry.text());
        }
        Stream.of(entry.textPair(), entry.label()).flatMap(Optional::stream).forEach(strings::add);
        StructType schema = new StructType();
        for (String column : strings) {
            schema = schema.add(column, DataTypes.StringType);
        }
        DataType features = DataTypes.createArrayType(DataTypes.FloatType);
        for (String column : entry.features().stream().toList()) {
            schema = schema.add(column, features);
        }
        return schema.add(CORRUPT, DataTypes.StringType);
    }

    /** The rows that the entry wants, in the order of the files, whatever the number of partitions. */
    private Dataset<Row> part(InputEntry entry) {
        Dataset<Row> rows = asWritten(entry);
        long first = entry.part().skip();
        long end = entry.part().end();
        if (entry.format() == InputFormat.IDX || (first == 0 && end == Long.MAX_VALUE)) {
            return rows; // Images are read from where the part begins.
        }
        return spark.createDataFrame(
                rows.javaRDD()
                        .zipWithIndex()
                        .filter(indexed -> indexed._2() >= first && indexed._2() < end)
                        .keys(),
                rows.schema());
    }

    /** One row a sentence if the entry says so; a text without any sentence stays, to be rejected. */
    private static Dataset<Row> sentences(Dataset<Row> rows, InputEntry entry) {
        return entry.split() == InputEntry.Split.NONE
                ? rows
                : rows.withColumn(
                        entry.text(), explode_outer(Splitting.SENTENCES.apply(text(Optional.of(entry.text())))));
    }

    private static Column text(Optional<String> column) {
        return column.map(name -> col("`" + name + "`").cast(DataTypes.StringType))
                .orElse(lit(null).cast(DataTypes.StringType));
    }
}
