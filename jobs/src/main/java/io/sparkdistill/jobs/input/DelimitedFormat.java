package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads tab-separated and comma-separated files. A small job looks at the beginning of each file; files with the same
 * columns and the same dialect are then read together, so that columns are found by name whatever their order in each
 * file.
 */
final class DelimitedFormat implements FileFormat {
    private static final String MALFORMED = "__malformed";
    /** The largest number of columns in a file, which is Spark's own default. Planning takes hours for more. */
    private static final int MOST_COLUMNS = 20480;
    /** The number of columns above which Spark's parser fails, and with it the run; a row with fewer is malformed. */
    private static final int MOST_COLUMNS_OF_A_ROW = 200_000;

    private final InputEntry entry;
    private final Configuration hadoop;
    private final CharacterDecoder decoder;
    private final DialectChoice choice;

    DelimitedFormat(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.hadoop = hadoop;
        this.decoder = new CharacterDecoder(entry.layout().encoding());
        this.choice = new DialectChoice(entry, hadoop);
    }

    @Override
    public void check(FileStatus file) throws IOException {
        TextSample sample = TextSample.of(entry, file, hadoop);
        sample.requireReadable();
        DelimitedScan.Found found = choice.look(file.getPath().toString(), sample);
        if (!found.columns().isEmpty() && sample.hasLine()) {
            names(found).requireAll();
        }
    }

    /** Returns the columns of a file, followed by its partition columns. */
    private ColumnNames names(DelimitedScan.Found found) {
        List<String> names = new ArrayList<>();
        choice.columns(found).forEach(column -> names.add(decoder.restored(column)));
        return PartitionColumns.after(new ColumnNames(entry, found.path(), names));
    }

    @Override
    public void prepare(SparkSession spark, List<String> paths) {
        choice.prepare(spark, paths);
    }

    /** Files must share these properties to be read together. */
    private record Alike(Dialect dialect, String lineEnd, List<String> columns, List<String> names) {}

    @Override
    public Dataset<Row> read(SparkSession spark, List<String> paths) {
        Map<Alike, List<DelimitedScan.Found>> groups = new LinkedHashMap<>();
        for (DelimitedScan.Found found : choice.found(spark, paths)) {
            List<String> columns = choice.columns(found);
            if (columns.size() > MOST_COLUMNS) {
                throw new InputException(
                        "Cannot read %s: %s has %d columns, and Spark's reader takes %d; leave some out"
                                .formatted(entry.key(), found.path(), columns.size(), MOST_COLUMNS));
            }
            if (!columns.isEmpty()) {
                ColumnNames names = names(found);
                names.requireAll();
                Alike alike = new Alike(choice.of(found), found.lineEnd(), columns, names.columns());
                groups.computeIfAbsent(alike, files -> new ArrayList<>()).add(found);
            }
        }
        return groups.entrySet().stream()
                .map(group -> read(spark, group.getKey(), group.getValue()))
                .reduce(Dataset::union)
                .orElseGet(() -> RowShape.none(spark));
    }

    private Dataset<Row> read(SparkSession spark, Alike alike, List<DelimitedScan.Found> files) {
        ColumnNames names = new ColumnNames(entry, files.get(0).path(), alike.names());
        List<String> fields = sparkNames(alike.columns());
        StructType schema = new StructType();
        for (String field : fields) {
            schema = schema.add(field, DataTypes.StringType);
        }
        DataFrameReader reader = FileFormat.reader(spark)
                .options(alike.dialect().options(entry))
                .option("maxColumns", MOST_COLUMNS_OF_A_ROW)
                .option("columnPruning", false) // Otherwise rows of too few or too many columns are not told.
                .option("columnNameOfCorruptRecord", MALFORMED);
        if (alike.dialect().readsAcrossLines(entry)) {
            reader = reader.option("lineSep", alike.lineEnd()); // Otherwise the first line decides for all.
        }
        Dataset<Row> rows = reader.schema(schema.add(MALFORMED, DataTypes.StringType))
                .csv(files.stream().map(DelimitedScan.Found::path).toArray(String[]::new));
        return RowShape.of(rows, entry, col(FILE), decoder.restored(col(MALFORMED)), problem(names, fields), name -> {
            int index = names.indexOf(name);
            return index < fields.size()
                    ? decoder.decoded(field(fields, index))
                    : PartitionColumns.value(col(FILE), names.columns().get(index));
        });
    }

    /** Returns a field. The last field of a row loses the carriage returns that belong to the line end. */
    private static Column field(List<String> fields, int index) {
        Column field = col(ColumnNames.quoted(fields.get(index)));
        return index < fields.size() - 1 ? field : regexp_replace(field, "\\r+$", "");
    }

    private Column problem(ColumnNames names, List<String> fields) {
        Column reason = when(lines(col(MALFORMED)).gt(entry.layout().maxLines()), lit(tooLong()))
                .when(col(MALFORMED).isNotNull(), "the row is malformed");
        for (String name : entry.columns()) {
            int index = names.indexOf(name);
            if (index < fields.size()) {
                Column field = field(fields, index);
                reason = reason.when(
                                field.isNotNull().and(decoder.decoded(field).isNull()), decoder.reason())
                        .when(lines(field).gt(entry.layout().maxLines()), tooLong());
            }
        }
        return reason;
    }

    private String tooLong() {
        return "the row has more than max-lines = %d lines: a quote may not be closed"
                .formatted(entry.layout().maxLines());
    }

    private static Column lines(Column field) {
        return length(regexp_replace(field, "[^\\n]", "")).plus(1);
    }

    /** Returns distinct names for Spark's schema. Spark only warns if they differ from the header. */
    private static List<String> sparkNames(List<String> columns) {
        Set<String> different = new HashSet<>(Set.of(MALFORMED, "_metadata"));
        boolean usable =
                columns.stream().allMatch(name -> !name.isEmpty() && different.add(name.toLowerCase(Locale.ROOT)));
        return usable ? columns : DelimitedScan.numbered(columns.size());
    }
}
