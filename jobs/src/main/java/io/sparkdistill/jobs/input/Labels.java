package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.TaskConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Labels as they are written: class names where the task has them, else indices from 0. */
final class Labels {
    private static final String INDEX = "[0-9]{1,9}";

    private final TaskConfig task;

    Labels(TaskConfig task) {
        this.task = task;
    }

    boolean isClass(String written) {
        return task.classIndex(written) >= 0;
    }

    /** The class index of a written label; null when it is not a class. */
    Column index(Column written) {
        Column label = trim(written);
        if (task.classNames().isEmpty()) {
            Column index = when(label.rlike("^" + INDEX + "$"), label.cast(DataTypes.IntegerType));
            return when(index.lt(task.classes()), index);
        }
        Column names =
                functions.array(task.classNames().stream().map(functions::lit).toArray(Column[]::new));
        Column position = array_position(names, label);
        return when(position.gt(lit(0)), position.minus(1).cast(DataTypes.IntegerType));
    }

    /** What labels may be, for messages. */
    String rule() {
        return task.classNames().isEmpty()
                ? "labels are 0 to %d (task.classes = %d)".formatted(task.classes() - 1, task.classes())
                : "labels are " + String.join(", ", task.classNames()) + " (task.class-names)";
    }
}
