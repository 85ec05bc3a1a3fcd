package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tab-separated and comma-separated files. A small job looks at the beginning of each file; files with the same columns
 * are then read together, so that columns are found by name whatever their order in each file. One dialect is chosen
 * for all files of an entry.
 */
final class DelimitedFormat implements FileFormat {
    private static final Logger LOG = LoggerFactory.getLogger(DelimitedFormat.class);
    private static final String MALFORMED = "__malformed";

    private final InputEntry entry;
    private final CharacterDecoder decoder;
    private final DelimitedScan scan;
    private final Map<String, DelimitedScan.Found> scanned = new LinkedHashMap<>();
    private Optional<Dialect> chosen = Optional.empty();

    DelimitedFormat(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.decoder = new CharacterDecoder(entry.layout().encoding());
        this.scan = new DelimitedScan(entry, hadoop);
    }

    @Override
    public void check(InputFiles files, FileStatus file) throws IOException {
        TextSample sample = TextSample.of(entry, files, file);
        sample.requireReadable();
        DelimitedScan.Found found = scan.look(file.getPath().toString(), sample.bytes(), sample.isCut());
        if (!found.columns().isEmpty()) {
            names(found).requireAll();
        }
    }

    /** The columns of a file, followed by those that its folders name. */
    private ColumnNames names(DelimitedScan.Found found) {
        List<String> names = new ArrayList<>();
        columns(found).forEach(column -> names.add(decoder.restored(column)));
        return PartitionColumns.after(new ColumnNames(entry, found.path(), names));
    }

    private List<String> columns(DelimitedScan.Found found) {
        if (entry.layout().header() || chosen.isEmpty()) {
            return found.columns();
        }
        int dialect = Dialect.candidates(entry).indexOf(chosen.get());
        return DelimitedScan.numbered(found.scores().get(dialect).columns());
    }

    @Override
    public void prepare(SparkSession spark, List<String> paths) {
        scan(spark, paths);
        List<Dialect> dialects = Dialect.candidates(entry);
        List<DialectScore> totals = new ArrayList<>();
        for (int i = 0; i < dialects.size(); i++) {
            int dialect = i;
            totals.add(scanned.values().stream()
                    .map(found -> found.scores().get(dialect))
                    .reduce(DialectScore.NOTHING, DialectScore::plus));
        }
        chosen = Optional.of(DialectScore.best(dialects, totals));
        warn(dialects, totals);
    }

    private void warn(List<Dialect> dialects, List<DialectScore> totals) {
        boolean byLine = chosen.get().hasQuotes()
                && !chosen.get().multiLine()
                && entry.layout().multiLine().isEmpty();
        if (byLine) {
            long broken = totals.get(dialects.indexOf(chosen.get())).broken();
            LOG.warn(
                    "{}: {} rows of {} have a quote that is not closed: every line is read as a row of its own; mend them,"
                            + " or set {}.multi-line",
                    entry.key(),
                    broken,
                    entry.path(),
                    entry.key());
        }
    }

    private void scan(SparkSession spark, List<String> paths) {
        List<String> unknown =
                paths.stream().filter(path -> !scanned.containsKey(path)).toList();
        if (!unknown.isEmpty()) {
            FileJobs.look(spark, unknown, scan).forEach(found -> scanned.put(found.path(), found));
        }
    }

    @Override
    public Dataset<Row> read(SparkSession spark, List<String> paths) {
        scan(spark, paths);
        Map<List<String>, List<DelimitedScan.Found>> groups = new LinkedHashMap<>();
        for (String path : paths) {
            DelimitedScan.Found found = scanned.get(path);
            if (!columns(found).isEmpty()) {
                ColumnNames names = names(found);
                names.requireAll();
                List<String> all = new ArrayList<>(columns(found));
                all.add(0, String.join("/", names.columns()));
                groups.computeIfAbsent(all, columns -> new ArrayList<>()).add(found);
            }
        }
        return groups.values().stream()
                .map(group -> readAlike(spark, group))
                .reduce(Dataset::union)
                .orElseGet(() -> RowShape.none(spark));
    }

    /** Reads files with the same columns. */
    private Dataset<Row> readAlike(SparkSession spark, List<DelimitedScan.Found> files) {
        Dialect dialect = chosen.orElseThrow();
        ColumnNames names = names(files.get(0));
        List<String> fields = sparkNames(columns(files.get(0)));
        StructType schema = new StructType();
        for (String field : fields) {
            schema = schema.add(field, DataTypes.StringType);
        }
        Dataset<Row> rows = FileFormat.reader(spark)
                .options(dialect.options(entry))
                .option("columnPruning", false) // Otherwise rows of too few or too many columns are not told.
                .option("columnNameOfCorruptRecord", MALFORMED)
                .schema(schema.add(MALFORMED, DataTypes.StringType))
                .csv(files.stream().map(DelimitedScan.Found::path).toArray(String[]::new));
        return RowShape.of(rows, entry, col(FILE), decoder.restored(col(MALFORMED)), problem(names, fields), name -> {
            int index = names.indexOf(name);
            return index < fields.size()
                    ? decoder.decoded(field(fields, index))
                    : PartitionColumns.value(col(FILE), names.columns().get(index));
        });
    }

    private static Column field(List<String> fields, int index) {
        return col(ColumnNames.quoted(fields.get(index)));
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

    /** The names as Spark takes them: its readers warn where a header says otherwise, but two must not be alike. */
    private static List<String> sparkNames(List<String> columns) {
        Set<String> different = new HashSet<>(Set.of(MALFORMED, "_metadata"));
        boolean usable =
                columns.stream().allMatch(name -> !name.isEmpty() && different.add(name.toLowerCase(Locale.ROOT)));
        return usable ? columns : DelimitedScan.numbered(columns.size());
    }
}
