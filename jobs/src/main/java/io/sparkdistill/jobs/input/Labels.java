package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.udf;

import io.sparkdistill.jobs.config.TaskConfig;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Reads labels on columns, by {@link TaskConfig#classIndex}. */
final class Labels {
    private final TaskConfig task;

    Labels(TaskConfig task) {
        this.task = task;
    }

    /** Returns the class index of a label; null if the label is not that of a class. */
    Column index(Column written) {
        return index(task).apply(written);
    }

    private static UserDefinedFunction index(TaskConfig task) {
        UDF1<String, Integer> index = label -> {
            int found = label == null ? -1 : task.classIndex(label);
            return found < 0 ? null : (Integer) found;
        };
        return udf(index, DataTypes.IntegerType);
    }

    /** Returns whether a label names the same class as one of these labels, in whichever way. */
    Column isOneOf(Column written, List<String> labels) {
        return isOneOf(task, labels).apply(written);
    }

    private static UserDefinedFunction isOneOf(TaskConfig task, List<String> labels) {
        UDF1<String, Boolean> isOne = written -> written != null
                && labels.stream()
                        .anyMatch(label -> label.strip().equals(written.strip())
                                || (task.classIndex(label) >= 0 && task.classIndex(label) == task.classIndex(written)));
        return udf(isOne, DataTypes.BooleanType);
    }

    /** Describes the valid labels, for messages. */
    String rule() {
        return task.classNames().isEmpty()
                ? "labels are 0 to %d (task.classes = %d)".formatted(task.classes() - 1, task.classes())
                : "labels are " + String.join(", ", task.classNames()) + " (task.class-names)";
    }
}
