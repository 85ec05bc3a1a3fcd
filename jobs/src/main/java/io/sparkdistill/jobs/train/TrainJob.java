package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.Artefacts;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Fits the student to the tables and, to compare with, the same network to the hard labels alone. */
public final class TrainJob implements Job {
    public static final String VERB = "train";

    private final JobContext context;

    public TrainJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return VERB;
    }

    @Override
    public void validate() {
        // The configuration was checked when it was read, and the tables are there only when Spark runs.
    }

    @Override
    public JobResult run(SparkSession spark) {
        TrainConfig train = context.config().train();
        String transferSet = context.requireDone(TransferSet.TABLE, AugmentJob.VERB);
        String source = train.needsTeacher() ? context.requireDone(SoftTargets.TABLE, LabelJob.VERB) : transferSet;
        List<StudentSummary> students = new ArrayList<>();
        students.add(new StudentRun(context, spark, Artefacts.STUDENT, train, source).run());
        if (train.baseline() && train.needsTeacher()) {
            students.add(new StudentRun(context, spark, Artefacts.BASELINE, train.ofBaseline(), transferSet).run());
        }
        return new TrainJobResult(students);
    }
}
