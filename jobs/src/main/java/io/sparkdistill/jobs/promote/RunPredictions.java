package io.sparkdistill.jobs.promote;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Run predictions hold the predictions of a run for the validation examples, each example once.
 *
 * @param validation rows of {@link Predicted#SCHEMA}
 */
record RunPredictions(Dataset<Row> validation) {
    static final String KEY = Predicted.EXAMPLE_KEY;
    static final String LABEL = Predicted.LABEL;
    static final String CLASS = Predicted.PREDICTED;
    static final String NLL = Predicted.NLL;

    private static final String TEACHER = "teacher";

    /** Reads the predictions of a run; none if it was not evaluated. */
    static RunPredictions of(JobContext context, SparkSession spark, Run run) {
        return new RunPredictions(context.output()
                .read(spark, run.artifact(Artifacts.EVALUATION + "/" + Predicted.TABLE), Predicted.SCHEMA)
                .where(col(Predicted.SPLIT).equalTo(Split.VALIDATION.columnValue())));
    }

    Dataset<Row> ofStudent() {
        return of(Artifacts.STUDENT);
    }

    Dataset<Row> ofTeacher() {
        return of(TEACHER);
    }

    private Dataset<Row> of(String model) {
        return validation.where(col(Predicted.MODEL).equalTo(model)).dropDuplicates(KEY);
    }
}
