package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.train.examples.ExampleEncoder;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.jobs.train.mllib.FittedRegression;
import io.sparkdistill.jobs.train.mllib.TfIdfPipeline;
import io.sparkdistill.jobs.train.mllib.WeightedCopies;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.Words;
import java.io.IOException;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains logistic regression by MLlib's distributed optimizer. It fits {@code softmax(z/T)} to the soft targets at
 * temperature {@code T}. The regression finds {@code z/T}, and its weights are multiplied by {@code T}, so that the
 * logits {@code z} of the student are those of temperature 1, as for other students.
 *
 * <p>Besides the student's own files it stores {@link #PIPELINE}, the same model as a pipeline of Spark ML.
 */
final class LogisticTrainer implements StudentTrainer {
    /**
     * The folder, in that of the student, of a {@code PipelineModel} that reads the text columns of the transfer set.
     */
    static final String PIPELINE = "pipeline";

    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final LogisticStudent student;
    private final LogisticModel.Shape shape;

    LogisticTrainer(JobContext context, String name, TrainConfig train, LogisticStudent student) {
        this.context = context;
        this.name = name;
        this.train = train;
        this.student = student;
        int sentences = context.config().task().type().sentences();
        this.shape = new LogisticModel.Shape(
                student.ngrams(),
                student.features(),
                sentences,
                context.config().task().classes());
    }

    @Override
    public String check() {
        return "";
    }

    @Override
    public StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException {
        TrainingData data = new TrainingData(context, spark);
        Dataset<Row> rows = data.require(name, train);
        long start = System.nanoTime();
        PipelineModel terms = new TfIdfPipeline(shape).stages().fit(rows);
        Dataset<Row> vectors = terms.transform(rows)
                .select(TfIdfPipeline.VECTOR, TransferSet.LABEL, ExampleEncoder.TARGET)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long examples = vectors.count();
            announce(examples);
            JobContext.describe(spark, Verbs.TRAIN, name + ", logistic regression");
            LogisticRegressionModel fitted =
                    regression().fit(new WeightedCopies(train.loss(), shape.classes()).of(vectors));
            double seconds = (System.nanoTime() - start) / 1e9;
            FittedRegression result = FittedRegression.of(shape, terms, fitted, temperature());
            int limit = train.stopping().validationLimit();
            ValidationScore score = MllibReports.score(data, limit, row -> logits(result.model(), row));
            folder.save(result.model()::save);
            result.pipeline(rows).write().save(folder.path(PIPELINE));
            List<EpochReport> iterations =
                    MllibReports.iterations(fitted.summary().objectiveHistory(), examples, score, seconds);
            return new StudentSummary(name, examples, 0, shape.parameterCount(), iterations.size(), iterations);
        } finally {
            vectors.unpersist();
        }
    }

    private void announce(long examples) {
        Terminal.out()
                .printf(
                        "%nFitting %s (%s) to %,d examples: %,d parameters (%,d bytes)%n",
                        name,
                        LogisticModel.NAME,
                        examples,
                        shape.parameterCount(),
                        shape.parameterCount() * Float.BYTES);
    }

    private LogisticRegression regression() {
        return new LogisticRegression()
                .setFamily("multinomial")
                .setFeaturesCol(TfIdfPipeline.VECTOR)
                .setLabelCol(WeightedCopies.LABEL)
                .setWeightCol(WeightedCopies.WEIGHT)
                .setRegParam(student.regularization())
                // With standardization the rarest n-grams would be regularized least, although the IDF favors them
                // already.
                .setStandardization(false)
                .setMaxIter(student.iterations());
    }

    /** The temperature of the softmax that is fitted. */
    private double temperature() {
        return train.needsTeacher() ? train.loss().temperature() : 1;
    }

    private float[] logits(LogisticModel model, Row row) {
        String pair = row.getAs(TransferSet.TEXT_PAIR);
        List<String> second = pair == null ? List.of() : Words.split(pair);
        return model.logits(shape.terms().indices(Words.split(row.getAs(TransferSet.TEXT)), second));
    }
}
