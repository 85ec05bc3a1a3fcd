package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads JSON: one object per line, objects over several lines, or arrays of objects. The text of a value that is not a
 * string is its JSON.
 */
final class JsonFormat implements FileFormat {
    private static final int SCANNED = 1 << 20;
    private static final String VALUE = "value";
    private static final String DECODED = "decoded";
    private static final String FROM = "file";
    private static final String ROW = "row";
    private static final String VALUES = "values";

    private static final UDF1<String, String[]> CUT =
            text -> text == null ? new String[] {null} : JsonRows.cut(text).toArray(String[]::new);
    private static final UDF1<String, String[]> CUT_LINES = text -> text == null
            ? new String[] {null}
            : text.lines().flatMap(line -> JsonRows.cut(line).stream()).toArray(String[]::new);
    private static final UDF1<String, Float[]> OF_ARRAY = array -> array == null ? null : JsonObjects.numbers(array);
    private static final ArrayType STRINGS = DataTypes.createArrayType(DataTypes.StringType);
    private static final UserDefinedFunction OF_TEXT = udf(CUT, STRINGS);
    private static final UserDefinedFunction OF_LINES = udf(CUT_LINES, STRINGS);
    private static final UserDefinedFunction NUMBERS = udf(OF_ARRAY, RowShape.FEATURES);

    private final InputEntry entry;
    private final CharacterDecoder decoder;
    private final SerializableConfiguration hadoop;
    private final Map<String, Boolean> multiLine = new TreeMap<>();

    JsonFormat(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.decoder = new CharacterDecoder(entry.layout().encoding());
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    /** Checks the keys of the sample. A missing key is only reported if the sample is the whole file. */
    @Override
    public void check(FileStatus file) throws IOException {
        TextSample sample = TextSample.of(entry, file, hadoop.value());
        sample.requireReadable();
        String text = withoutMark(new String(sample.bytes(), entry.layout().encoding()));
        if (JsonObjects.isTable(text, entry.columns().get(0))) {
            throw new InputException(
                    ("Cannot read %s: %s is one object that holds a table column by column; write an object per row, in pandas"
                                    + " by orient='records', lines=True")
                            .formatted(entry.key(), file.getPath()));
        }
        if (!sample.isCut()) {
            List<String> keys = JsonRows.keys(text);
            ColumnNames names = new ColumnNames(entry, file.getPath().toString(), keys);
            if (!keys.isEmpty()) {
                PartitionColumns.after(names).requireAllExactly();
            }
        }
    }

    @Override
    public Dataset<Row> read(SparkSession spark, List<String> paths) {
        List<String> unknown =
                paths.stream().filter(path -> !multiLine.containsKey(path)).toList();
        if (entry.layout().multiLine().isEmpty()) {
            List<Boolean> found = FileJobs.look(
                    spark,
                    entry.key(),
                    unknown,
                    look(hadoop, entry.layout().encoding().name()));
            for (int i = 0; i < unknown.size(); i++) {
                multiLine.put(unknown.get(i), found.get(i));
            }
        } else {
            unknown.forEach(
                    path -> multiLine.put(path, entry.layout().multiLine().get()));
        }
        List<Dataset<Row>> parts = new ArrayList<>();
        for (boolean several : List.of(false, true)) {
            List<String> alike = paths.stream()
                    .filter(path -> multiLine.get(path) == several)
                    .toList();
            if (!alike.isEmpty()) {
                parts.add(shaped(values(spark, alike, several)));
            }
        }
        return parts.stream().reduce(Dataset::union).orElseThrow();
    }

    private static Function<String, Boolean> look(SerializableConfiguration hadoop, String charset) {
        return path -> {
            try (InputStream in = Compression.open(new Path(path), hadoop.value())) {
                String text = new String(in.readNBytes(SCANNED), Charset.forName(charset));
                return JsonRows.isMultiLine(withoutMark(text));
            }
        };
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Returns the text of each row; null if it has malformed bytes. */
    private Dataset<Row> values(SparkSession spark, List<String> paths, boolean several) {
        boolean whole = several || !decoder.hasPlainLineBreaks();
        UserDefinedFunction cut = several ? OF_TEXT : OF_LINES;
        return PlainTextFormat.texts(spark, paths, decoder, whole)
                .select(col(FROM), col(VALUE), explode(cut.apply(col(DECODED))).as(ROW));
    }

    private Dataset<Row> shaped(Dataset<Row> rows) {
        Dataset<Row> parsed =
                rows.withColumn(VALUES, values(List.copyOf(entry.columns())).apply(col(ROW)));
        Column problem =
                when(col(ROW).isNull(), decoder.reason()).when(col(VALUES).isNull(), "the row is malformed");
        for (String features : entry.features().stream().toList()) {
            Column written = key(features);
            problem = problem.when(
                    written.isNotNull().and(NUMBERS.apply(written).isNull()),
                    "the features are not an array of numbers");
        }
        Column written = coalesce(col(ROW), decoder.decodedLeniently(col(VALUE)));
        return RowShape.of(parsed, entry, col(FROM), written, problem, this::value);
    }

    private static UserDefinedFunction values(List<String> keys) {
        UDF1<String, String[]> values = row -> row == null ? null : JsonObjects.values(row, keys);
        return udf(values, STRINGS);
    }

    private Column key(String name) {
        return col(VALUES).getItem(entry.columns().indexOf(name));
    }

    private Column value(String name) {
        Column value = coalesce(key(name), PartitionColumns.value(col(FROM), name));
        return entry.features().filter(name::equals).isPresent() ? NUMBERS.apply(value) : value;
    }
}
