package io.sparkdistill.jobs.init;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts the rows of the inputs of a configuration: usable, rejected and doubled ones, their lengths and classes. */
record DataSummary(TaskConfig task, Dataset<Row> rows) {
    private static final Column USABLE = col(Rejected.REASON).isNull();
    private static final int SHOWN_CLASSES = 20;
    private static final int SHOWN_REASONS = 10;
    private static final int SHOWN_CHARACTERS = 60;
    private static final String LENGTH = "length";

    /** Returns the tables for the terminal. */
    List<String> tables() {
        List<String> tables = new ArrayList<>(List.of(inputs().toString()));
        Map<Integer, Long> classes = classes();
        if (!classes.isEmpty()) {
            tables.add(classTable(classes).toString());
        }
        List<Row> rejections = rejections();
        if (!rejections.isEmpty()) {
            TextTable table = new TextTable("would be rejected", "rows", "such as");
            rejections.forEach(row -> table.row(row.getString(0), row.getLong(1), shown(row.getString(2))));
            tables.add(table.toString());
        }
        return tables;
    }

    /** Returns the number of usable rows with a label. */
    long labeled() {
        return rows.where(USABLE.and(col(TransferSet.LABEL).isNotNull())).count();
    }

    private TextTable inputs() {
        String length = task.type() == TaskType.FEATURES ? "features" : "words";
        TextTable table = new TextTable(
                "input", "rows", "rejected", "duplicates", "median " + length, "95 % have at most", "most");
        rows.withColumn(TransferSet.EXAMPLE_KEY, when(USABLE, TransferSet.exampleKey()))
                .withColumn(LENGTH, when(USABLE, length()))
                .groupBy(Inputs.ENTRY)
                .agg(
                        count(lit(1)),
                        count_if(USABLE),
                        countDistinct(col(TransferSet.EXAMPLE_KEY)),
                        percentile_approx(col(LENGTH), lit(0.5), lit(1000)),
                        percentile_approx(col(LENGTH), lit(0.95), lit(1000)),
                        max(LENGTH))
                .orderBy(Inputs.ENTRY)
                .collectAsList()
                .forEach(row -> table.row(
                        row.getString(0),
                        row.getLong(1),
                        row.getLong(1) - row.getLong(2),
                        row.getLong(2) - row.getLong(3),
                        absentOr(row, 4),
                        absentOr(row, 5),
                        absentOr(row, 6)));
        return table;
    }

    private static Object absentOr(Row row, int field) {
        return row.isNullAt(field) ? "-" : row.getInt(field);
    }

    private Column length() {
        return task.type() == TaskType.FEATURES
                ? size(col(TransferSet.FEATURES))
                : words(TransferSet.TEXT).plus(coalesce(words(TransferSet.TEXT_PAIR), lit(0)));
    }

    private static Column words(String field) {
        return when(col(field).isNotNull(), size(split(trim(col(field)), "\\s+")));
    }

    private Map<Integer, Long> classes() {
        Map<Integer, Long> counts = new TreeMap<>();
        rows.where(USABLE.and(col(TransferSet.LABEL).isNotNull()))
                .groupBy(TransferSet.LABEL)
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
        return counts;
    }

    private TextTable classTable(Map<Integer, Long> counts) {
        double all = counts.values().stream().mapToLong(count -> count).sum();
        TextTable table = new TextTable("class", "rows", "share");
        for (int i = 0; i < Math.min(task.classes(), SHOWN_CLASSES); i++) {
            long count = counts.getOrDefault(i, 0L);
            table.row(shown(task.className(i)), count, "%.1f %%".formatted(100 * count / all));
        }
        if (task.classes() > SHOWN_CLASSES) {
            long others = counts.entrySet().stream()
                    .filter(entry -> entry.getKey() >= SHOWN_CLASSES)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            table.row(
                    "%,d more".formatted(task.classes() - SHOWN_CLASSES),
                    others,
                    "%.1f %%".formatted(100 * others / all));
        }
        return table;
    }

    private List<Row> rejections() {
        return rows.where(col(Rejected.REASON).isNotNull())
                .groupBy(Rejected.REASON)
                .agg(count(lit(1)).as("count"), min(Rejected.ROW))
                .orderBy(col("count").desc(), col(Rejected.REASON))
                .limit(SHOWN_REASONS)
                .collectAsList();
    }

    /** Returns the beginning of a text, in one line and without control characters. */
    static String shown(String text) {
        if (text == null) {
            return "-";
        }
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS - 1) + "…";
    }
}
