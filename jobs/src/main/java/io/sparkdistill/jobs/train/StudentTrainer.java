package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** How one kind of student is fitted. */
sealed interface StudentTrainer permits NetworkTrainer, LogisticTrainer, TorchScriptTrainer {
    /**
     * Checks the files that the student starts from, before Spark starts.
     *
     * @return what tells them from others; empty if there are none
     * @throws io.sparkdistill.jobs.job.InputException if one cannot be used
     */
    String check();

    /**
     * Fits the student and leaves its files in the folder.
     *
     * @throws io.sparkdistill.jobs.job.InputException if there is no example to fit it to
     */
    StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException;

    /**
     * That of the student in the configuration.
     *
     * @param name of the student and of its folder
     */
    static StudentTrainer of(JobContext context, String name, TrainConfig train) {
        return context.config()
                .student()
                .kind()
                .choose(
                        network -> new NetworkTrainer(context, name, train, network.network()),
                        logistic -> new LogisticTrainer(context, name, train, logistic),
                        torchScript -> new TorchScriptTrainer(context, name, train, torchScript));
    }
}
