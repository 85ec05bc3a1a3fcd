package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.student.TreeSplits;
import java.util.ArrayList;
import java.util.List;

/** Collects the nodes of fitted trees in the order of {@link TreeSplits}: a split, then all nodes on its left, then its right. */
final class NodeList {
    private final List<Integer> roots = new ArrayList<>();
    private final List<Integer> features = new ArrayList<>();
    private final List<Float> thresholds = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();

    /** Makes the next node the root of a tree. */
    void beginTree() {
        roots.add(features.size());
    }

    /** Adds a node, which is a leaf unless {@link #split} is called, and returns its index. */
    int add() {
        features.add(TreeSplits.LEAF);
        thresholds.add(0f);
        right.add(0);
        return features.size() - 1;
    }

    /** Makes a node a split, whose left child is the next node. */
    void split(int node, int feature, float threshold) {
        features.set(node, feature);
        thresholds.set(node, threshold);
    }

    /** Makes the next node the right child of a split. */
    void beginRight(int node) {
        right.set(node, features.size());
    }

    TreeSplits splits(TreeSplits.Comparison comparison) {
        return new TreeSplits(comparison, ints(roots), ints(features), floats(thresholds), ints(right));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns the values of a list as an array. */
    static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }
}
