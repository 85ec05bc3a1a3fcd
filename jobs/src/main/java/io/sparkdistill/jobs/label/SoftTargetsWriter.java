package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.inference.TeacherLogits;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.FileSizes;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Writes the soft targets of all temperatures, derived from the stored logits without running a teacher. */
final class SoftTargetsWriter {
    private static final String KEY = TransferSet.EXAMPLE_KEY;

    private final JobContext context;

    SoftTargetsWriter(JobContext context) {
        this.context = context;
    }

    /**
     * Writes the soft targets of the examples of a scope.
     *
     * @param increment records the present soft targets before others are added to them
     */
    void write(List<WeightedTeacher> teachers, LabelScope scope, LabelIncrement increment) {
        Dataset<Row> targets = targets(teachers, scope);
        if (scope instanceof LabelScope.Added added) {
            increment.begin();
            context.output()
                    .append(FileSizes.coalesce(targets, added.count()), SoftTargets.TABLE, SoftTargets.TEMPERATURE);
        } else {
            context.output().overwrite(targets, SoftTargets.TABLE, SoftTargets.TEMPERATURE);
        }
    }

    private Dataset<Row> targets(List<WeightedTeacher> teachers, LabelScope scope) {
        LabelConfig settings = context.config().label();
        double[] weights =
                teachers.stream().mapToDouble(WeightedTeacher::weight).toArray();
        Dataset<Row> logits = scope.results().join(scope.examples().select(KEY), KEY, "left_semi");
        DeriveSoftTargets rows =
                new DeriveSoftTargets(settings, weights, context.config().seed());
        return TeacherLogits.sideBySide(logits, teachers).flatMap(rows, Encoders.row(SoftTargets.SCHEMA));
    }
}
