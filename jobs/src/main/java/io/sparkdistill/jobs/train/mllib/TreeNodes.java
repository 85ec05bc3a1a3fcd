package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.student.TreeShape;
import io.sparkdistill.student.TreeSplits;
import io.sparkdistill.student.TreesModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;

/** Converts the trees that MLlib has fitted to a {@link TreesModel}. */
final class TreeNodes {
    private final NodeList nodes = new NodeList();
    private final List<double[]> weights = new ArrayList<>();

    private TreeNodes() {}

    static TreesModel of(FeatureLearner.Task task, DecisionTreeClassificationModel... trees) {
        TreeNodes all = new TreeNodes();
        for (DecisionTreeClassificationModel tree : trees) {
            all.nodes.beginTree();
            all.add(tree.rootNode());
        }
        return all.model(task, trees.length);
    }

    /** Adds a node and all nodes below it. A tree has at most 30 levels. */
    private void add(Node node) {
        int index = nodes.add();
        weights.add(node.impurityStats().stats());
        if (node instanceof InternalNode split) {
            ContinuousSplit rule = (ContinuousSplit) split.split();
            nodes.split(index, rule.featureIndex(), roundedDown(rule.threshold()));
            add(split.leftChild());
            nodes.beginRight(index);
            add(split.rightChild());
        }
    }

    /** Returns the largest float up to a number: the same floats are up to both. */
    static float roundedDown(double threshold) {
        float rounded = (float) threshold;
        return rounded > threshold ? Math.nextDown(rounded) : rounded;
    }

    private TreesModel model(FeatureLearner.Task task, int trees) {
        float[] probabilities = new float[weights.size() * task.classes()];
        for (int node = 0; node < weights.size(); node++) {
            double total = 0;
            for (double weight : weights.get(node)) {
                total += weight;
            }
            for (int c = 0; c < task.classes(); c++) {
                probabilities[node * task.classes() + c] = (float) (weights.get(node)[c] / total);
            }
        }
        return new TreesModel(
                new TreeShape(task.features(), task.classes(), trees, weights.size(), task.temperature()),
                nodes.splits(TreeSplits.Comparison.AT_MOST),
                probabilities);
    }
}
