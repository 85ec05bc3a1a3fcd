package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.network.Network;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The verb train: it trains the students on the tables, and a baseline on the hard labels alone. */
public final class TrainJob implements Job {
    private final JobContext context;

    public TrainJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.TRAIN;
    }

    @Override
    public void validate() {
        // The tables can be checked only when Spark runs.
        StudentTrainer.of(context, Artifacts.STUDENT, context.config().train()).check();
    }

    @Override
    public JobResult run(SparkSession spark) {
        TrainConfig train = context.config().train();
        String transferSet = context.upstream().transferSet();
        String source = context.upstream().source(transferSet);
        boolean baseline = train.baseline().enabled() && train.needsTeacher();
        long labeled = baseline ? labeledExamples(spark) : 0;
        List<StudentSummary> students = new ArrayList<>();
        Optional<Network> network = context.config().student().kind().network();
        if (train.students() > 1 && network.isPresent()) {
            students.addAll(new ParallelTraining(context, spark, train, network.get(), source).run());
        } else {
            students.add(new StudentTraining(context, spark, Artifacts.STUDENT, train, source).run());
        }
        if (baseline) {
            TrainConfig plain = train.ofBaseline(students.get(0).examples(), labeled);
            students.add(new StudentTraining(context, spark, Artifacts.BASELINE, plain, transferSet).run());
        }
        return new TrainJobResult(students, notes());
    }

    private List<String> notes() {
        return context.config().input().lacksLabels()
                ? List.of("No training example has a label: the student learned from the teacher alone"
                        + " (train.hard-weight counts as 0), and there is no baseline")
                : List.of();
    }

    private long labeledExamples(SparkSession spark) {
        long examples = context.output()
                .read(spark, TransferSet.TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.LABEL).isNotNull())
                .count();
        if (examples == 0) {
            throw new InputException("Cannot train a baseline: no example of the transfer set has a label;"
                    + " set train.baseline.enabled = false, or add labeled data to input.train");
        }
        return examples;
    }
}
