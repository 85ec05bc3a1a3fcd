package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.inference.TeacherLogits;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes the soft targets of all temperatures, derived from the stored logits without running a teacher. */
final class SoftTargetsWriter {
    private static final String KEY = TransferSet.EXAMPLE_KEY;

    private final JobContext context;
    private final SparkSession spark;

    SoftTargetsWriter(JobContext context, SparkSession spark) {
        this.context = context;
        this.spark = spark;
    }

    void write(List<WeightedTeacher> teachers) {
        LabelConfig settings = context.config().label();
        double[] weights =
                teachers.stream().mapToDouble(WeightedTeacher::weight).toArray();
        Dataset<Row> logits = context.output()
                .read(spark, Logits.TABLE, Logits.SCHEMA)
                .join(keys(TransferSet.TABLE).union(keys(TransferSet.EVALUATION_TABLE)), KEY, "left_semi");
        DeriveSoftTargets rows =
                new DeriveSoftTargets(settings, weights, context.config().seed());
        Dataset<Row> targets =
                TeacherLogits.sideBySide(logits, teachers).flatMap(rows, Encoders.row(SoftTargets.SCHEMA));
        context.output().overwrite(targets, SoftTargets.TABLE, SoftTargets.TEMPERATURE);
    }

    private Dataset<Row> keys(String table) {
        return context.output().read(spark, table, TransferSet.SCHEMA).select(KEY);
    }
}
