package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputEntry.ColumnRoles;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.table.TransferSet;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A guessed input states how some files can be read, as far as their names and beginnings show.
 *
 * @param path of the files
 * @param header whether the first line of delimited files has the names of the columns
 * @param separator between the columns of delimited files, if it is not the usual one of the format
 * @param encoding character set of text files
 * @param columns names of the columns that can be read
 * @param labels path of the file of labels, for IDX
 */
public record GuessedInput(
        String path,
        InputFormat format,
        boolean header,
        Optional<String> separator,
        Charset encoding,
        List<String> columns,
        Optional<String> labels) {
    /** Stands for the configuration key in messages about files that no configuration names yet. */
    static final String KEY = "DATA";

    /** The number of lines that an enclosed field may span, as in the defaults. */
    static final int MAX_LINES = 1000;

    /** The columns that one entry can read at once: text, second text and label. */
    private static final int AT_ONCE = 3;

    private static final int CHARACTERS = 2000;

    public GuessedInput {
        columns = List.copyOf(columns);
    }

    GuessedInput withLabels(String file) {
        return new GuessedInput(
                path,
                format,
                header,
                separator,
                encoding,
                List.of(InputFormat.IDX_FEATURES, InputFormat.IDX_LABEL),
                Optional.of(file));
    }

    /** Returns the entry of these files, with these columns. */
    InputEntry entry(ColumnRoles roles, InputEntry.Part part) {
        return new InputEntry(
                KEY,
                path,
                format,
                roles,
                labels,
                part,
                new InputEntry.Layout(
                        header,
                        separator.orElse(format == InputFormat.TSV ? "\t" : ","),
                        Optional.empty(),
                        Optional.empty(),
                        encoding,
                        Optional.empty(),
                        MAX_LINES),
                InputEntry.Split.NONE,
                new InputEntry.Length(Optional.empty(), Optional.empty()));
    }

    /**
     * Reads the beginning of some columns with the reader of the format. Rows that the reader rejects are left out.
     *
     * @param names of the columns; all of them if the format has columns of fixed types only
     * @param rows number of rows at most
     * @return for each column its values as text, cut after 2,000 characters; null for an absent one
     */
    public Map<String, List<String>> sample(SparkSession spark, Configuration hadoop, List<String> names, int rows) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            List<String> some = names.subList(from, Math.min(from + AT_ONCE, names.size()));
            List<Row> read = read(spark, hadoop, some).limit(rows).collectAsList();
            for (int i = 0; i < some.size(); i++) {
                int column = i;
                List<String> ofColumn = new ArrayList<>();
                read.forEach(row -> ofColumn.add(row.getString(column)));
                values.put(some.get(i), ofColumn);
            }
        }
        return values;
    }

    /** Reads up to three columns of all rows as texts, in their order; others are null. */
    public Dataset<Row> read(SparkSession spark, Configuration hadoop, List<String> names) {
        boolean images = format == InputFormat.IDX;
        ColumnRoles roles = images
                ? new ColumnRoles(
                        "",
                        Optional.empty(),
                        Optional.of(InputFormat.IDX_FEATURES),
                        labels.map(file -> InputFormat.IDX_LABEL))
                : new ColumnRoles(names.get(0), at(names, 1), Optional.empty(), at(names, 2));
        TaskConfig any = new TaskConfig(images ? TaskType.FEATURES : TaskType.TEXT_PAIR, 2, List.of());
        Dataset<Row> rows = InputSource.of(entry(roles, InputEntry.Part.ALL), any, Optional.empty(), hadoop)
                .read(spark);
        List<String> fields = images
                ? names.stream()
                        .map(name -> name.equals(InputFormat.IDX_LABEL) ? TransferSet.LABEL : TransferSet.FEATURES)
                        .toList()
                : List.of(TransferSet.TEXT, TransferSet.TEXT_PAIR, TransferSet.LABEL);
        return rows.where(functions.col(RowShape.PROBLEM).isNull())
                .select(fields.stream().map(GuessedInput::text).toArray(Column[]::new));
    }

    private static Column text(String field) {
        Column value = functions.col(field);
        Column written = field.equals(TransferSet.FEATURES) ? functions.to_json(value) : value;
        return functions.substring(written, 1, CHARACTERS).as(field);
    }

    private static Optional<String> at(List<String> names, int index) {
        return index < names.size() ? Optional.of(names.get(index)) : Optional.empty();
    }
}
