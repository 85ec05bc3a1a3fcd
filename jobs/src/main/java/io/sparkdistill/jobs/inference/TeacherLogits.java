package io.sparkdistill.jobs.inference;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;

import io.sparkdistill.table.Logits;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Joins the logits of several teachers by example. */
public final class TeacherLogits {
    private TeacherLogits() {}

    /**
     * Returns one row per example that every teacher has labeled. It has {@link Logits#EXAMPLE_KEY} and, in {@link
     * Logits#LOGITS}, an array of the logits of each teacher, in the order of the teachers.
     *
     * @param logits the whole table
     */
    public static Dataset<Row> sideBySide(Dataset<Row> logits, List<WeightedTeacher> teachers) {
        Dataset<Row> joined = of(logits, teachers, 0);
        for (int i = 1; i < teachers.size(); i++) {
            joined = joined.join(of(logits, teachers, i), Logits.EXAMPLE_KEY);
        }
        Column[] columns = new Column[teachers.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = col(column(i));
        }
        return joined.select(col(Logits.EXAMPLE_KEY), array(columns).as(Logits.LOGITS));
    }

    private static Dataset<Row> of(Dataset<Row> logits, List<WeightedTeacher> teachers, int index) {
        return Logits.of(logits, teachers.get(index).fingerprint(), Logits.LOGITS)
                .withColumnRenamed(Logits.LOGITS, column(index));
    }

    private static String column(int index) {
        return Logits.LOGITS + index;
    }
}
