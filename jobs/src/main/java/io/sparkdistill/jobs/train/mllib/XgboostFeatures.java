package io.sparkdistill.jobs.train.mllib;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.spark_partition_id;

import io.sparkdistill.jobs.config.StudentConfig.XgboostStudent;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fits gradient boosted trees on features by XGBoost4J-Spark. The fitted trees are read out of XGBoost, so that predictions do
 * not need it.
 *
 * @see <a href="https://doi.org/10.1145/2939672.2939785">Chen and Guestrin 2016</a>
 */
public record XgboostFeatures(XgboostStudent student) implements FeatureLearner {
    /** The file of the gain of each feature, beside the files of the student. */
    public static final String GAINS = "feature-gains.csv";

    @Override
    public String name() {
        return student.name();
    }

    @Override
    public void check() {
        Xgboost.require();
        XgboostWorkers.requireSettings(new SparkConf());
    }

    @Override
    public Fitted fit(Dataset<Row> copies, Task task) {
        SparkContext context = copies.sparkSession().sparkContext();
        new XgboostWorkers(student.workers()).require(context);
        Model<?> model = Xgboost.fit(divided(copies), parameters(task, context.getConf()));
        XgboostTrees trees = new XgboostTrees(task, Xgboost.json(model));
        return new Boosted(trees.model(), trees.gains(), model, Xgboost.losses(model));
    }

    /** Divides the copies among the workers by their keys, and sorts them: the sums do not depend on the input's partitions. */
    private Dataset<Row> divided(Dataset<Row> copies) {
        Dataset<Row> divided = copies.repartition(student.workers(), col(TransferSet.EXAMPLE_KEY))
                .sortWithinPartitions(TransferSet.EXAMPLE_KEY, WeightedCopies.LABEL);
        if (student.workers() > 1) {
            long filled = divided.select(spark_partition_id()).distinct().count();
            if (filled < student.workers()) {
                throw new XgboostWorkers(student.workers()).tooMany(filled);
            }
        }
        return divided;
    }

    private Map<String, Object> parameters(Task task, SparkConf conf) {
        Map<String, Object> parameters = new TreeMap<>();
        if (task.classes() > 2) {
            parameters.put("numClass", task.classes());
        }
        parameters.put("objective", XgboostTrees.objective(task.classes()));
        parameters.put("evalMetric", task.classes() > 2 ? "mlogloss" : "logloss");
        parameters.put("featuresCol", VECTOR);
        parameters.put("labelCol", WeightedCopies.LABEL);
        parameters.put("weightCol", WeightedCopies.WEIGHT);
        parameters.put("missing", Float.NaN);
        parameters.put("treeMethod", "hist");
        // No line per round on the terminal.
        parameters.put("silent", 1);
        parameters.put("numRound", student.rounds());
        parameters.put("maxDepth", student.maxDepth());
        parameters.put("eta", student.learningRate());
        parameters.put("minChildWeight", student.minChildWeight());
        parameters.put("lambda", student.lambda());
        parameters.put("maxBin", student.maxBins());
        parameters.put("subsample", student.subsample());
        parameters.put("colsampleBytree", student.columnShare());
        parameters.put("seed", task.seed());
        parameters.put("numWorkers", student.workers());
        parameters.put("nthread", conf.getInt("spark.task.cpus", 1));
        return parameters;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Boosted(BoostedTreesModel model, String gains, Model<?> fitted, double[] history) implements Fitted {
        @Override
        public long parameterCount() {
            return model.parameterCount();
        }

        @Override
        public float[] logits(float[] features) {
            return model.logits(features);
        }

        @Override
        public Optional<double[]> losses() {
            return Optional.of(history);
        }

        @Override
        public void save(Path folder) throws IOException {
            model.save(folder);
            Files.writeString(folder.resolve(GAINS), gains);
        }

        @Override
        public PipelineModel pipeline(Dataset<Row> schema) {
            return new Pipeline().setStages(new PipelineStage[] {fitted}).fit(schema);
        }
    }
}
