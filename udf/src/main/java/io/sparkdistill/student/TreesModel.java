package io.sparkdistill.student;

import io.sparkdistill.distill.Softmax;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Computes a decision tree, or a random forest, on dense features. A tree gives the class probabilities of the leaf that
 * the features reach, a forest the mean over its trees. The logits are {@code T·log(p)}, as the trees are fitted to soft
 * targets of temperature {@code T}.
 *
 * @param shape sizes of the model
 * @param splits of all trees
 * @param probabilities class probabilities of each node, row-major {@code (nodes, classes)}
 */
@SuppressWarnings("ArrayRecordComponent")
public record TreesModel(TreeShape shape, TreeSplits splits, float[] probabilities) {
    public static final String NAME = "trees";

    /** The least probability of a class, whose logarithm is finite. */
    public static final float LEAST_PROBABILITY = Float.MIN_VALUE;

    private static final String PROBABILITIES = "probabilities";

    public TreesModel {
        splits.require(shape, probabilities.length, shape.classes());
    }

    /** Returns the number of fitted values: the threshold of each node and the probabilities. */
    public long parameterCount() {
        return shape.nodes() * (1L + shape.classes());
    }

    /** Computes the logits of features. */
    public float[] logits(float[] values) {
        double[] sums = new double[shape.classes()];
        for (int root : splits.roots()) {
            int leaf = splits.leaf(root, values);
            for (int c = 0; c < sums.length; c++) {
                sums[c] += probabilities[leaf * sums.length + c];
            }
        }
        float[] logits = new float[sums.length];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = (float) (shape.temperature() * Math.log(Math.max(sums[c] / shape.trees(), LEAST_PROBABILITY)));
        }
        return logits;
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
        List<Long> sizes = List.of((long) shape.nodes(), (long) shape.classes());
        splits.write(
                folder.resolve(StudentDescription.PARAMETERS),
                new Safetensors.Tensor(PROBABILITIES, sizes, probabilities));
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
        Map<String, float[]> tensors = TreeSplits.read(file, PROBABILITIES);
        try {
            return new TreesModel(
                    read.trees(), TreeSplits.of(TreeSplits.Comparison.AT_MOST, tensors), tensors.get(PROBABILITIES));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
