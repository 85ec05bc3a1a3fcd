package io.sparkdistill.student;

import io.sparkdistill.distill.Softmax;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Computes a decision tree, or a random forest, on dense features. A tree gives the class probabilities of the leaf that
 * the features reach, a forest the mean over its trees. The logits are {@code T·log(p)}, as the trees are fitted to soft
 * targets of temperature {@code T}.
 *
 * <p>The nodes of all trees are in one list, each node before the nodes below it, and the left child of a split behind the
 * split. The left child is for features up to the threshold.
 *
 * @param shape sizes of the model
 * @param roots index of the first node of each tree
 * @param features the feature that a node compares; -1 for a leaf
 * @param thresholds the threshold of each node; 0 for a leaf
 * @param right index of the right child of each node; 0 for a leaf
 * @param probabilities class probabilities of each node, row-major {@code (nodes, classes)}
 */
@SuppressWarnings("ArrayRecordComponent")
public record TreesModel(
        Shape shape, int[] roots, int[] features, float[] thresholds, int[] right, float[] probabilities) {
    public static final String NAME = "trees";

    /** The value of {@code features} at a leaf. */
    public static final int LEAF = -1;

    /** The least probability of a class, whose logarithm is finite. */
    public static final float LEAST_PROBABILITY = Float.MIN_VALUE;

    private static final String ROOTS = "roots";
    private static final String FEATURES = "features";
    private static final String THRESHOLDS = "thresholds";
    private static final String RIGHT = "right";
    private static final String PROBABILITIES = "probabilities";

    /** The largest whole number up to which all are floats, as which indices are stored. */
    private static final int MOST_NODES = 1 << 24;

    /**
     * A shape describes the sizes of a model.
     *
     * @param features length of a feature vector
     * @param classes number of logits
     * @param trees number of trees
     * @param nodes number of nodes of all trees
     * @param temperature temperature of the soft targets that the trees are fitted to
     */
    public record Shape(int features, int classes, int trees, int nodes, double temperature) {
        /** Returns the number of fitted values: the threshold of each node and the probabilities. */
        public long parameterCount() {
            return nodes * (1L + classes);
        }
    }

    public TreesModel {
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
                || probabilities.length != (long) nodes * shape.classes()) {
            throw new IllegalArgumentException("Cannot create a model of trees: its arrays do not match " + shape);
        }
        for (int root : roots) {
            if (root < 0 || root >= nodes) {
                throw new IllegalArgumentException("Cannot create a model of trees: a tree begins at no node: " + root);
            }
        }
        for (int node = 0; node < nodes; node++) {
            boolean leaf = features[node] == LEAF;
            // Children come behind their split, so every path ends.
            boolean known = features[node] >= 0 && features[node] < shape.features();
            if (!leaf && !(known && right[node] > node + 1 && right[node] < nodes)) {
                throw new IllegalArgumentException(
                        "Cannot create a model of trees: node %d has a feature or a child that does not exist: feature %d, child %d"
                                .formatted(node, features[node], right[node]));
            }
        }
    }

    /** Computes the logits of features. */
    public float[] logits(float[] values) {
        double[] sums = new double[shape.classes()];
        for (int root : roots) {
            int leaf = leaf(root, values);
            for (int c = 0; c < sums.length; c++) {
                sums[c] += probabilities[leaf * sums.length + c];
            }
        }
        float[] logits = new float[sums.length];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = (float) (shape.temperature() * Math.log(Math.max(sums[c] / roots.length, LEAST_PROBABILITY)));
        }
        return logits;
    }

    private int leaf(int root, float[] values) {
        int node = root;
        while (features[node] != LEAF) {
            node = values[features[node]] <= thresholds[node] ? node + 1 : right[node];
        }
        return node;
    }

    /** Returns the class probabilities of a node at temperature 1. */
    public float[] probabilities(int node) {
        float[] logits = new float[shape.classes()];
        for (int c = 0; c < logits.length; c++) {
            float probability = probabilities[node * logits.length + c];
            logits[c] = (float) (shape.temperature() * Math.log(Math.max(probability, LEAST_PROBABILITY)));
        }
        return Softmax.softTargets(logits, 1);
    }

    /** Writes {@code student.json} and {@code parameters.safetensors}. */
    public void save(Path folder) throws IOException {
        StudentJson.write(folder, new StudentDescription.Trees(StudentDescription.VERSION, shape));
        long nodes = shape.nodes();
        Safetensors.write(
                folder.resolve(StudentDescription.PARAMETERS),
                List.of(
                        new Safetensors.Tensor(ROOTS, List.of((long) roots.length), floats(roots)),
                        new Safetensors.Tensor(FEATURES, List.of(nodes), floats(features)),
                        new Safetensors.Tensor(THRESHOLDS, List.of(nodes), thresholds),
                        new Safetensors.Tensor(RIGHT, List.of(nodes), floats(right)),
                        new Safetensors.Tensor(PROBABILITIES, List.of(nodes, (long) shape.classes()), probabilities)));
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @param files returns the path of each file by its name
     * @throws IOException if a file is damaged or of a later version; the message names it
     */
    public static TreesModel load(Function<String, Path> files) throws IOException {
        StudentDescription.Trees read =
                StudentJson.read(files.apply(StudentDescription.FILE), StudentDescription.Trees.class);
        Path file = files.apply(StudentDescription.PARAMETERS);
        Map<String, float[]> arrays = Safetensors.read(file).stream()
                .collect(Collectors.toMap(Safetensors.Tensor::name, Safetensors.Tensor::values));
        List<String> names = List.of(FEATURES, PROBABILITIES, RIGHT, ROOTS, THRESHOLDS);
        if (!arrays.keySet().stream().sorted().toList().equals(names)) {
            throw new IOException("Cannot read %s: its tensors must be %s: %s"
                    .formatted(file, names, arrays.keySet().stream().sorted().toList()));
        }
        try {
            return new TreesModel(
                    read.trees(),
                    ints(arrays.get(ROOTS)),
                    ints(arrays.get(FEATURES)),
                    arrays.get(THRESHOLDS),
                    ints(arrays.get(RIGHT)),
                    arrays.get(PROBABILITIES));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
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
