package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.jobs.config.StudentConfig.TreesStudent;
import io.sparkdistill.student.TreesModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fits a decision tree or a random forest on features. */
public record TreesFeatures(TreesStudent student) implements FeatureLearner {
    /** The file of the rules of a decision tree, beside the files of the student. */
    public static final String RULES = "rules.txt";

    @Override
    public String name() {
        return student.name();
    }

    @Override
    public Fitted fit(Dataset<Row> copies, Task task) {
        return student.name().equals(TreesStudent.TREE) ? tree(copies, task) : forest(copies, task);
    }

    private Fitted tree(Dataset<Row> copies, Task task) {
        DecisionTreeClassificationModel model = new DecisionTreeClassifier()
                .setFeaturesCol(VECTOR)
                .setLabelCol(WeightedCopies.LABEL)
                .setWeightCol(WeightedCopies.WEIGHT)
                .setMaxDepth(student.maxDepth())
                .setMaxBins(student.maxBins())
                .setMinWeightFractionPerNode(student.minWeightShare())
                .setSeed(task.seed())
                .fit(copies);
        return new Trees(TreeNodes.of(task, model), model);
    }

    private Fitted forest(Dataset<Row> copies, Task task) {
        RandomForestClassificationModel model = new RandomForestClassifier()
                .setFeaturesCol(VECTOR)
                .setLabelCol(WeightedCopies.LABEL)
                .setWeightCol(WeightedCopies.WEIGHT)
                .setNumTrees(student.trees())
                .setMaxDepth(student.maxDepth())
                .setMaxBins(student.maxBins())
                .setMinWeightFractionPerNode(student.minWeightShare())
                .setSeed(task.seed())
                .fit(copies);
        return new Trees(TreeNodes.of(task, model.trees()), model);
    }

    private record Trees(TreesModel model, Transformer fitted) implements Fitted {
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
            return Optional.empty();
        }

        @Override
        public void save(Path folder) throws IOException {
            model.save(folder);
            if (model.shape().trees() == 1) {
                Files.writeString(folder.resolve(RULES), new TreeRules(model).text(), StandardCharsets.UTF_8);
            }
        }

        @Override
        public PipelineModel pipeline(Dataset<Row> schema) {
            return new Pipeline().setStages(new PipelineStage[] {fitted}).fit(schema);
        }
    }
}
