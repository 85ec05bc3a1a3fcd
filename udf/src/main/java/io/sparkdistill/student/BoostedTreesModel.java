package io.sparkdistill.student;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Computes gradient boosted trees on dense features. A margin is the base margin plus the sum of the leaf values that the
 * features reach in its trees, in float32 and in the order of the trees, as XGBoost computes it. Of two classes there is one
 * margin {@code m}, and the logits are {@code (0, T·m)}; of more classes each has a margin, and its logit is {@code T·m}, as
 * the trees are fitted to soft targets of temperature {@code T}.
 *
 * <p>Tree {@code i} belongs to margin {@code i mod margins}: every round of boosting adds one tree per margin.
 *
 * @param shape sizes of the model
 * @param splits of all trees, in the order of the rounds
 * @param values value of each leaf; 0 for a split
 * @param baseMargins margin of each class before the first tree
 */
@SuppressWarnings("ArrayRecordComponent")
public record BoostedTreesModel(TreeShape shape, TreeSplits splits, float[] values, float[] baseMargins) {
    public static final String NAME = "boosted-trees";

    private static final String VALUES = "values";
    private static final String BASE_MARGINS = "base_margins";

    public BoostedTreesModel {
        splits.require(shape, values.length, 1);
        int margins = margins(shape.classes());
        if (baseMargins.length != margins || shape.trees() % margins != 0) {
            throw new IllegalArgumentException(
                    "Cannot create a model of boosted trees: %d classes need %d base margins and a multiple of %2$d trees: %d and %d"
                            .formatted(shape.classes(), margins, baseMargins.length, shape.trees()));
        }
    }

    /** Returns the number of margins of a number of classes: 1 for two classes. */
    public static int margins(int classes) {
        return classes == 2 ? 1 : classes;
    }

    /** Returns the number of fitted values: the threshold or the value of each node, and the base margins. */
    public long parameterCount() {
        return (long) shape.nodes() + baseMargins.length;
    }

    /** Computes the margins of features at the temperature of the soft targets. */
    public float[] margins(float[] features) {
        float[] margins = baseMargins.clone();
        int[] roots = splits.roots();
        for (int tree = 0; tree < roots.length; tree++) {
            margins[tree % margins.length] += values[splits.leaf(roots[tree], features)];
        }
        return margins;
    }

    /** Computes the logits of features. */
    public float[] logits(float[] features) {
        float[] margins = margins(features);
        float[] logits = new float[shape.classes()];
        int first = logits.length - margins.length;
        for (int i = 0; i < margins.length; i++) {
            logits[first + i] = (float) (shape.temperature() * margins[i]);
        }
        return logits;
    }

    /** Writes {@code student.json} and {@code parameters.safetensors}. */
    public void save(Path folder) throws IOException {
        StudentJson.write(folder, new StudentDescription.BoostedTrees(StudentDescription.VERSION, shape));
        splits.write(
                folder.resolve(StudentDescription.PARAMETERS),
                new Safetensors.Tensor(VALUES, List.of((long) values.length), values),
                new Safetensors.Tensor(BASE_MARGINS, List.of((long) baseMargins.length), baseMargins));
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @param files returns the path of each file by its name
     * @throws IOException if a file is damaged or of a later version; the message names it
     */
    public static BoostedTreesModel load(Function<String, Path> files) throws IOException {
        StudentDescription.BoostedTrees read =
                StudentJson.read(files.apply(StudentDescription.FILE), StudentDescription.BoostedTrees.class);
        Path file = files.apply(StudentDescription.PARAMETERS);
        Map<String, float[]> tensors = TreeSplits.read(file, VALUES, BASE_MARGINS);
        try {
            return new BoostedTreesModel(
                    read.boostedTrees(),
                    TreeSplits.of(TreeSplits.Comparison.BELOW, tensors),
                    tensors.get(VALUES),
                    tensors.get(BASE_MARGINS));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
