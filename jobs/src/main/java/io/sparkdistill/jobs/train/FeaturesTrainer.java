package io.sparkdistill.jobs.train;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.sum;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.train.examples.ExampleEncoder;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.jobs.train.mllib.FeatureLearner;
import io.sparkdistill.jobs.train.mllib.WeightedCopies;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a student on features by a learner of Spark ML, which fits it to weighted copies of the examples. Besides the
 * student's own files it stores {@link LogisticTrainer#PIPELINE}, the same model as a pipeline of Spark ML, which reads a
 * vector.
 */
final class FeaturesTrainer implements StudentTrainer {
    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final FeatureLearner learner;

    FeaturesTrainer(JobContext context, String name, TrainConfig train, FeatureLearner learner) {
        this.context = context;
        this.name = name;
        this.train = train;
        this.learner = learner;
    }

    @Override
    public String check() {
        learner.check();
        return "";
    }

    @Override
    public StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException {
        TrainingData data = new TrainingData(context, spark);
        long start = System.nanoTime();
        Dataset<Row> examples = data.require(name, train)
                .select(
                        col(TransferSet.EXAMPLE_KEY),
                        array_to_vector(col(TransferSet.FEATURES)).as(FeatureLearner.VECTOR),
                        col(TransferSet.LABEL),
                        col(ExampleEncoder.TARGET));
        Dataset<Row> copies = new WeightedCopies(train.loss(), classes())
                .of(examples)
                .select(TransferSet.EXAMPLE_KEY, FeatureLearner.VECTOR, WeightedCopies.LABEL, WeightedCopies.WEIGHT)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long count = examples.count();
            FeatureLearner.Task task = task(examples);
            Terminal.out().printf("%nFitting %s (%s) to %,d examples%n", name, learner.name(), count);
            JobContext.describe(spark, Verbs.TRAIN, "%s, %s".formatted(name, learner.name()));
            FeatureLearner.Fitted fitted = learner.fit(copies, task);
            double seconds = (System.nanoTime() - start) / 1e9;
            int limit = train.stopping().validationLimit();
            ValidationScore score = MllibReports.score(
                    data, limit, row -> fitted.logits(Floats.array(row, row.fieldIndex(TransferSet.FEATURES))));
            folder.save(fitted::save);
            PipelineModel pipeline = fitted.pipeline(copies);
            pipeline.write().save(folder.path(LogisticTrainer.PIPELINE));
            double[] losses = fitted.losses().orElseGet(() -> new double[] {loss(pipeline.transform(copies))});
            List<EpochReport> epochs = MllibReports.iterations(losses, count, score, seconds);
            return new StudentSummary(name, count, 0, fitted.parameterCount(), epochs.size(), epochs);
        } finally {
            copies.unpersist();
        }
    }

    private FeatureLearner.Task task(Dataset<Row> examples) {
        Vector first = examples.first().getAs(FeatureLearner.VECTOR);
        double temperature = train.needsTeacher() ? train.loss().temperature() : 1;
        return new FeatureLearner.Task(
                first.size(),
                classes(),
                temperature,
                train.seed(context.config().seed()));
    }

    private int classes() {
        return context.config().task().classes();
    }

    /** Computes the mean cross-entropy of weighted copies with the probabilities of the student. */
    private static double loss(Dataset<Row> predicted) {
        Column probability = element_at(
                vector_to_array(col("probability"), "float64"),
                col(WeightedCopies.LABEL).plus(1).cast(DataTypes.IntegerType));
        Column weight = col(WeightedCopies.WEIGHT);
        Column loss = log(greatest(probability, lit(Float.MIN_VALUE)))
                .multiply(weight)
                .multiply(-1);
        return predicted.agg(sum(loss).divide(sum(weight))).first().getDouble(0);
    }
}
