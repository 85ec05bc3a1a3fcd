package io.sparkdistill.student;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the splits of decision trees on dense features. The nodes of all trees are in one list, each node before the nodes
 * below it, and the left child of a split behind the split.
 *
 * @param comparison of a feature with a threshold, which leads to the left child
 * @param roots index of the first node of each tree
 * @param features the feature that a node compares; -1 for a leaf
 * @param thresholds the threshold of each node; 0 for a leaf
 * @param right index of the right child of each node; 0 for a leaf
 */
@SuppressWarnings("ArrayRecordComponent")
public record TreeSplits(Comparison comparison, int[] roots, int[] features, float[] thresholds, int[] right) {
    /** The value of {@code features} at a leaf. */
    public static final int LEAF = -1;

    private static final String ROOTS = "roots";
    private static final String FEATURES = "features";
    private static final String THRESHOLDS = "thresholds";
    private static final String RIGHT = "right";

    /** The largest whole number up to which all are floats, as which indices are stored. */
    private static final int MOST_NODES = 1 << 24;

    /** Says which features lead to the left child of a split. */
    public enum Comparison {
        /** The features up to the threshold, as in MLlib. */
        AT_MOST("<="),
        /** The features below the threshold, as in XGBoost. */
        BELOW("<");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        /** Returns the sign of the comparison. */
        public String symbol() {
            return symbol;
        }

        boolean isLeft(float feature, float threshold) {
            return this == AT_MOST ? feature <= threshold : feature < threshold;
        }
    }

    /** Returns the number of nodes of all trees. */
    public int nodes() {
        return features.length;
    }

    /** Returns whether a node is a leaf. */
    public boolean isLeaf(int node) {
        return features[node] == LEAF;
    }

    /** Returns the leaf that features reach from a root. */
    int leaf(int root, float[] values) {
        int node = root;
        while (features[node] != LEAF) {
            node = comparison.isLeft(values[features[node]], thresholds[node]) ? node + 1 : right[node];
        }
        return node;
    }

    /**
     * Checks the splits of a model.
     *
     * @param values number of values that the model has for its nodes
     * @param perNode number of values that it needs per node
     * @throws IllegalArgumentException if they do not match the shape, or a path would not end
     */
    void require(TreeShape shape, int values, int perNode) {
        int nodes = shape.nodes();
        if (nodes > MOST_NODES) {
            throw new IllegalArgumentException(
                    "Cannot create a model of trees: it has more than %d nodes: %d; lower the number of trees or their depth"
                            .formatted(MOST_NODES, nodes));
        }
        if (roots.length != shape.trees()
                || features.length != nodes
                || thresholds.length != nodes
                || right.length != nodes
                || values != (long) nodes * perNode) {
            throw new IllegalArgumentException("Cannot create a model of trees: its arrays do not match " + shape);
        }
        for (int root : roots) {
            if (root < 0 || root >= nodes) {
                throw new IllegalArgumentException("Cannot create a model of trees: a tree begins at no node: " + root);
            }
        }
        for (int node = 0; node < nodes; node++) {
            // Children come behind their split, so every path ends.
            boolean known = features[node] >= 0 && features[node] < shape.features();
            if (!isLeaf(node) && !(known && right[node] > node + 1 && right[node] < nodes)) {
                throw new IllegalArgumentException(
                        "Cannot create a model of trees: node %d has a feature or a child that does not exist: feature %d, child %d"
                                .formatted(node, features[node], right[node]));
            }
        }
    }

    /** Writes the splits and the other tensors of a model. */
    void write(Path file, Safetensors.Tensor... others) throws IOException {
        long nodes = nodes();
        List<Safetensors.Tensor> tensors = new ArrayList<>(List.of(
                new Safetensors.Tensor(ROOTS, List.of((long) roots.length), floats(roots)),
                new Safetensors.Tensor(FEATURES, List.of(nodes), floats(features)),
                new Safetensors.Tensor(THRESHOLDS, List.of(nodes), thresholds),
                new Safetensors.Tensor(RIGHT, List.of(nodes), floats(right))));
        tensors.addAll(List.of(others));
        Safetensors.write(file, tensors);
    }

    /**
     * Reads the tensors of a model.
     *
     * @param others names of the tensors besides those of the splits
     * @return the values of each tensor, by name
     * @throws IOException if the file is damaged or has other tensors; the message names it
     */
    static Map<String, float[]> read(Path file, String... others) throws IOException {
        Map<String, float[]> tensors = Safetensors.read(file).stream()
                .collect(Collectors.toMap(Safetensors.Tensor::name, Safetensors.Tensor::values));
        List<String> names = Stream.concat(Stream.of(FEATURES, RIGHT, ROOTS, THRESHOLDS), Stream.of(others))
                .sorted()
                .toList();
        List<String> found = tensors.keySet().stream().sorted().toList();
        if (!found.equals(names)) {
            throw new IOException("Cannot read %s: its tensors must be %s: %s".formatted(file, names, found));
        }
        return tensors;
    }

    /** Returns the splits among the tensors of a model. */
    static TreeSplits of(Comparison comparison, Map<String, float[]> tensors) {
        return new TreeSplits(
                comparison,
                ints(tensors.get(ROOTS)),
                ints(tensors.get(FEATURES)),
                tensors.get(THRESHOLDS),
                ints(tensors.get(RIGHT)));
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    private static int[] ints(float[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            ints[i] = (int) values[i];
        }
        return ints;
    }
}
