package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.jobs.config.StudentConfig.NetworkStudent;
import io.sparkdistill.jobs.config.StudentConfig.TorchScriptStudent;
import io.sparkdistill.jobs.config.StudentConfig.TreesStudent;
import io.sparkdistill.jobs.config.StudentConfig.Visitor;
import io.sparkdistill.jobs.config.StudentConfig.XgboostStudent;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.mllib.LogisticFeatures;
import io.sparkdistill.jobs.train.mllib.TreesFeatures;
import io.sparkdistill.jobs.train.mllib.XgboostFeatures;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Trains one kind of student. */
sealed interface StudentTrainer permits NetworkTrainer, LogisticTrainer, FeaturesTrainer, TorchScriptTrainer {
    /**
     * Checks the files that the student starts from, before Spark starts.
     *
     * @return a text that differs for other files; empty if the student starts from none
     * @throws io.sparkdistill.jobs.job.InputException if one cannot be used
     */
    String check();

    /**
     * Trains the student and stores its files in the folder.
     *
     * @throws io.sparkdistill.jobs.job.InputException if there is no example to train it on
     */
    StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException;

    /**
     * Returns the trainer for the kind of student that the configuration names.
     *
     * @param name of the student and of its folder
     * @param start student from which a network goes on, if any
     */
    static StudentTrainer of(JobContext context, String name, TrainConfig train, Optional<StartingPoint> start) {
        return context.config().student().kind().accept(new Visitor<StudentTrainer>() {
            @Override
            public StudentTrainer network(NetworkStudent student) {
                return new NetworkTrainer(context, name, train, student.architecture(), start);
            }

            @Override
            public StudentTrainer logistic(LogisticStudent student) {
                return context.config().task().type() == TaskType.FEATURES
                        ? new FeaturesTrainer(context, name, train, new LogisticFeatures(student))
                        : new LogisticTrainer(context, name, train, student);
            }

            @Override
            public StudentTrainer trees(TreesStudent student) {
                return new FeaturesTrainer(context, name, train, new TreesFeatures(student));
            }

            @Override
            public StudentTrainer xgboost(XgboostStudent student) {
                return new FeaturesTrainer(context, name, train, new XgboostFeatures(student));
            }

            @Override
            public StudentTrainer torchScript(TorchScriptStudent student) {
                return new TorchScriptTrainer(context, name, train, student);
            }
        });
    }
}
