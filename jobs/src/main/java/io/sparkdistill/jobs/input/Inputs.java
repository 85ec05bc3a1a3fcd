package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.CascadeConfig;
import io.sparkdistill.jobs.config.GenerateConfig;
import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks and reads all inputs of a configuration. */
public final class Inputs {
    /** The column with the key of a row's entry in the configuration. */
    public static final String ENTRY = "entry";

    private final TaskConfig task;
    private final InputConfig input;
    private final Map<InputEntry, InputSource> sources = new LinkedHashMap<>();

    /** Takes the examples of a configuration, and those that its verbs answer and generate have made for it. */
    public Inputs(JobContext context) {
        this(context, withGenerated(context, withAnswers(context)));
    }

    private Inputs(JobContext context, InputConfig input) {
        this.task = context.config().task();
        this.input = input;
        Optional<Integer> imageWidth = context.config().augment().shift().map(AugmentConfig.Shift::width);
        Configuration hadoop = context.hadoop();
        for (InputEntry entry : entries()) {
            sources.put(entry, InputSource.of(entry, task, imageWidth, hadoop));
        }
    }

    /** Returns the inputs of the verb answer. */
    public static Inputs toAnswer(JobContext context) {
        return new Inputs(
                context, InputConfig.unlabeled(context.config().answer().input()));
    }

    /** Returns the sources of the verb generate. */
    public static Inputs toGenerate(JobContext context) {
        return new Inputs(
                context, InputConfig.unlabeled(context.config().generate().input()));
    }

    /** Adds the generated texts, once there are any, as examples without a label. */
    private static InputConfig withGenerated(JobContext context, InputConfig input) {
        boolean learns =
                context.config().generate().examples() && context.output().exists(Generated.TABLE);
        return learns
                ? input.withUnlabeled(InputEntry.of(
                        GenerateConfig.EXAMPLES,
                        context.output().path(Generated.TABLE).toString(),
                        InputFormat.PARQUET,
                        new InputEntry.ColumnRoles(
                                Generated.TEXT,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Generated.EXAMPLE_KEY))))
                : input;
    }

    /** Adds what the teacher of a cascade has answered, once there is any, as examples without a label. */
    private static InputConfig withAnswers(JobContext context) {
        InputConfig input = context.config().input();
        boolean learns = context.config().cascade().learn() && context.output().exists(Answers.OF_TEACHER);
        return learns ? input.withUnlabeled(answers(context)) : input;
    }

    private static InputEntry answers(JobContext context) {
        TaskType type = context.config().task().type();
        return InputEntry.of(
                CascadeConfig.LEARN,
                context.output().path(Answers.OF_TEACHER).toString(),
                InputFormat.PARQUET,
                new InputEntry.ColumnRoles(
                        Answers.TEXT,
                        Optional.of(Answers.TEXT_PAIR).filter(column -> type == TaskType.TEXT_PAIR),
                        Optional.of(Answers.FEATURES).filter(column -> type == TaskType.FEATURES),
                        Optional.empty()));
    }

    private List<InputEntry> entries() {
        return java.util.stream.Stream.of(input.train(), input.validation(), input.test(), input.unlabeled())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Checks names and samples of a few files before Spark starts. Tables are checked when they are read, and rows are
     * validated one by one then.
     *
     * @throws InputException that names the file, what is wrong and the remedy
     */
    public void check() {
        sources.values().forEach(InputSource::check);
    }

    /** Returns a text per entry that differs for other files or rows, by the key of the entry in the configuration. */
    public Map<String, String> identities(SparkSession spark) {
        Map<String, String> identities = new TreeMap<>();
        sources.forEach((entry, source) -> identities.put(entry.key(), explained(entry, () -> source.identity(spark))));
        return identities;
    }

    /** Takes the files of an earlier run. The unchanged ones are not read again to identify them. */
    public void remember(InputSnapshot known) {
        sources.forEach((entry, source) -> source.remember(known.of(entry)));
    }

    /** Returns the present files of all entries. */
    public InputSnapshot snapshot() {
        Map<String, List<KnownFile>> files = new TreeMap<>();
        sources.forEach((entry, source) -> files.put(entry.key(), source.files()));
        return new InputSnapshot(files);
    }

    /**
     * Returns the paths of the files that were added since an earlier run, by the key of their entry; empty if a file
     * was changed or deleted, or if files were added whose rows change what becomes of other rows: those of validation
     * and test data, and those of an entry with a range of rows.
     */
    public Optional<Map<String, List<String>>> added(InputSnapshot known) {
        Map<String, List<String>> added = new TreeMap<>();
        for (Map.Entry<InputEntry, InputSource> source : sources.entrySet()) {
            InputEntry entry = source.getKey();
            Optional<List<String>> more = known.added(entry, source.getValue().files());
            boolean mayGrow = source.getValue().canReadFilesAlone()
                    && (input.train().contains(entry) || input.unlabeled().contains(entry));
            if (more.isEmpty() || (!more.get().isEmpty() && !mayGrow)) {
                return Optional.empty();
            }
            if (!more.get().isEmpty()) {
                added.put(entry.key(), more.get());
            }
        }
        return Optional.of(added);
    }

    /** Reads the rows of {@link #added} files, in the shape of {@link #read(SparkSession)}. */
    public Dataset<Row> read(SparkSession spark, Map<String, List<String>> added) {
        Reader some = entry -> added.containsKey(entry.key())
                ? sources.get(entry).read(spark, added.get(entry.key()))
                : RowShape.none(spark);
        return whole(read(spark, input.train(), Split.TRAIN, Origin.LABELED, some)
                .union(read(spark, input.unlabeled(), Split.TRAIN, Origin.UNLABELED, some)));
    }

    /**
     * Reads all rows, with {@link Rejected#ROW} and {@link Rejected#REASON} (both null for a usable row), {@link
     * Rejected#SOURCE}, and the text, pair, features, label, parent, origin and split of the example.
     */
    public Dataset<Row> read(SparkSession spark) {
        Reader all = entry -> sources.get(entry).read(spark);
        return whole(read(spark, input.train(), Split.TRAIN, Origin.LABELED, all)
                .union(read(spark, input.unlabeled(), Split.TRAIN, Origin.UNLABELED, all))
                .union(read(spark, input.validation(), Split.VALIDATION, Origin.LABELED, all))
                .union(read(spark, input.test(), Split.TEST, Origin.LABELED, all)));
    }

    /** Reads rows of an entry in the shape of {@link RowShape}. */
    private interface Reader {
        Dataset<Row> read(InputEntry entry);
    }

    private Dataset<Row> whole(Dataset<Row> rows) {
        Dataset<Row> validated = task.type() == TaskType.FEATURES ? FeatureLength.require(rows) : rows;
        return validated.withColumn(Rejected.ROW, when(col(Rejected.REASON).isNotNull(), col(Rejected.ROW)));
    }

    /**
     * Checks that every entry has usable rows, and warns of entries with many rejected rows.
     *
     * @param rows as {@link #read} returns them, preferably persisted
     * @throws InputException if an entry has no usable row; the message has the most frequent reasons
     */
    public void requireUsable(Dataset<Row> rows) {
        new InputCounts(task, input, rows).requireUsable();
    }

    /**
     * Counts the rows, of which one must be usable if there is any.
     *
     * @param rows as {@link #read} returns them, preferably persisted
     * @throws InputException if all are rejected, as {@link #requireUsable} does
     */
    public ReadCounts countSomeUsable(Dataset<Row> rows) {
        ReadCounts counts = ReadCounts.of(rows);
        if (counts.rows() > 0 && counts.rows() == counts.rejected()) {
            requireUsable(rows);
        }
        return counts;
    }

    /** Returns the rejected ones of the rows of inputs, as the table of rejected rows holds them. */
    public static Dataset<Row> rejected(Dataset<Row> rows) {
        return rows.where(col(Rejected.REASON).isNotNull())
                .select(
                        col(Rejected.ROW),
                        lit(null).cast("string").as(Rejected.EXAMPLE_KEY),
                        regexp_replace(col(Rejected.SOURCE), Secrets.USER_INFO, Secrets.WITHOUT_USER_INFO)
                                .as(Rejected.SOURCE),
                        col(Rejected.REASON),
                        lit(RejectionKind.INPUT.columnValue()).as(Rejected.KIND),
                        lit(null).cast("string").as(Rejected.HOST),
                        lit(null).cast("int").as(Rejected.ATTEMPT));
    }

    private Dataset<Row> read(SparkSession spark, List<InputEntry> entries, Split split, Origin origin, Reader reader) {
        return entries.stream()
                .map(entry -> validated(entry, reader))
                .reduce(Dataset::union)
                .orElseGet(() -> none(spark))
                .withColumn(TransferSet.ORIGIN, lit(origin.columnValue()))
                .withColumn(TransferSet.SPLIT, lit(split.columnValue()));
    }

    private Dataset<Row> validated(InputEntry entry, Reader reader) {
        return explained(
                entry,
                () -> new InputReader(task, entry).validate(reader.read(entry)).withColumn(ENTRY, lit(entry.key())));
    }

    private Dataset<Row> none(SparkSession spark) {
        return RowShape.none(spark)
                .withColumn(Rejected.REASON, col(RowShape.PROBLEM))
                .withColumn(Rejected.ROW, col(RowShape.WRITTEN))
                .withColumn(TransferSet.LABEL, col(TransferSet.LABEL).cast("int"))
                .drop(RowShape.PROBLEM, RowShape.WRITTEN)
                .withColumn(ENTRY, lit(""));
    }

    /** Reports an analysis error of Spark as an error of the entry. */
    private static <T> T explained(InputEntry entry, Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) {
            // AnalysisException is checked, and Scala throws it unannounced.
            if (e instanceof AnalysisException) {
                throw new InputException(
                        "Cannot read %s: %s: %s".formatted(entry.key(), entry.path(), ErrorMessages.firstLine(e)), e);
            }
            throw e;
        }
    }
}
