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
    private final List<Integer> features = new ArrayList<>();
    private final List<Float> thresholds = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();

    private TreeNodes() {}

    static TreesModel of(FeatureLearner.Task task, DecisionTreeClassificationModel... trees) {
        TreeNodes nodes = new TreeNodes();
        int[] roots = new int[trees.length];
        for (int tree = 0; tree < trees.length; tree++) {
            roots[tree] = nodes.features.size();
            nodes.add(trees[tree].rootNode());
        }
        return nodes.model(task, roots);
    }

    /** Adds a node and all nodes below it. A tree has at most 30 levels. */
    private void add(Node node) {
        int index = features.size();
        features.add(TreeSplits.LEAF);
        thresholds.add(0f);
        right.add(0);
        weights.add(node.impurityStats().stats());
        if (node instanceof InternalNode split) {
            ContinuousSplit rule = (ContinuousSplit) split.split();
            features.set(index, rule.featureIndex());
            thresholds.set(index, roundedDown(rule.threshold()));
            add(split.leftChild());
            right.set(index, features.size());
            add(split.rightChild());
        }
    }

    /** Returns the largest float up to a number: the same floats are up to both. */
    static float roundedDown(double threshold) {
        float rounded = (float) threshold;
        return rounded > threshold ? Math.nextDown(rounded) : rounded;
    }

    private TreesModel model(FeatureLearner.Task task, int[] roots) {
        int nodes = features.size();
        float[] limits = new float[nodes];
        float[] probabilities = new float[nodes * task.classes()];
        for (int node = 0; node < nodes; node++) {
            limits[node] = thresholds.get(node);
            double total = 0;
            for (double weight : weights.get(node)) {
                total += weight;
            }
            for (int c = 0; c < task.classes(); c++) {
                probabilities[node * task.classes() + c] = (float) (weights.get(node)[c] / total);
            }
        }
        return new TreesModel(
                new TreeShape(task.features(), task.classes(), roots.length, nodes, task.temperature()),
                new TreeSplits(
                        TreeSplits.Comparison.AT_MOST,
                        roots,
                        features.stream().mapToInt(Integer::intValue).toArray(),
                        limits,
                        right.stream().mapToInt(Integer::intValue).toArray()),
                probabilities);
    }
}
