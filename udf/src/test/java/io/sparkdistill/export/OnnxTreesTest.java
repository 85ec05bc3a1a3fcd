package io.sparkdistill.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.TreeShape;
import io.sparkdistill.student.TreeSplits;
import io.sparkdistill.student.TreesModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnnxTreesTest {
    private static final int FEATURES = 4;
    private static final int CLASSES = 3;

    /** Collects the nodes of random trees, some of whose leaves have classes without probability. */
    private static final class Nodes {
        private final Random random = new Random(7);
        private final List<Integer> features = new ArrayList<>();
        private final List<Float> thresholds = new ArrayList<>();
        private final List<Integer> right = new ArrayList<>();

        void add(int depth) {
            int index = features.size();
            features.add(depth == 0 ? TreeSplits.LEAF : random.nextInt(FEATURES));
            thresholds.add(depth == 0 ? 0f : random.nextInt(5) - 2);
            right.add(0);
            if (depth > 0) {
                add(random.nextInt(depth));
                right.set(index, features.size());
                add(random.nextInt(depth));
            }
        }

        float[] probabilities() {
            float[] all = new float[features.size() * CLASSES];
            for (int node = 0; node < features.size(); node++) {
                float second = random.nextBoolean() ? 0 : random.nextFloat() / 2;
                all[node * CLASSES] = 1 - second;
                all[node * CLASSES + 1] = second;
            }
            return all;
        }
    }

    private static TreesModel forest(int... depths) {
        Nodes nodes = new Nodes();
        TreeSplits splits = splits(TreeSplits.Comparison.AT_MOST, nodes, depths);
        return new TreesModel(
                new TreeShape(FEATURES, CLASSES, depths.length, splits.nodes(), 2), splits, nodes.probabilities());
    }

    /** Of two classes, each round has one tree. */
    private static BoostedTreesModel boosted(int classes, int... depths) {
        Nodes nodes = new Nodes();
        TreeSplits splits = splits(TreeSplits.Comparison.BELOW, nodes, depths);
        float[] values = new float[splits.nodes()];
        for (int node = 0; node < values.length; node++) {
            values[node] = splits.isLeaf(node) ? (float) nodes.random.nextGaussian() : 0;
        }
        float[] base = new float[BoostedTreesModel.margins(classes)];
        Arrays.fill(base, 0.25f);
        return new BoostedTreesModel(
                new TreeShape(FEATURES, classes, depths.length, splits.nodes(), 2), splits, values, base);
    }

    private static TreeSplits splits(TreeSplits.Comparison comparison, Nodes nodes, int... depths) {
        int[] roots = new int[depths.length];
        for (int tree = 0; tree < depths.length; tree++) {
            roots[tree] = nodes.features.size();
            nodes.add(depths[tree]);
        }
        float[] thresholds = new float[nodes.features.size()];
        for (int node = 0; node < thresholds.length; node++) {
            thresholds[node] = nodes.thresholds.get(node);
        }
        return new TreeSplits(
                comparison,
                roots,
                nodes.features.stream().mapToInt(Integer::intValue).toArray(),
                thresholds,
                nodes.right.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Features that are often equal to a threshold. */
    private static float[][] rows() {
        Random random = new Random(3);
        float[][] rows = new float[200][FEATURES];
        for (float[] row : rows) {
            for (int i = 0; i < FEATURES; i++) {
                row[i] = random.nextBoolean() ? random.nextInt(5) - 2 : 3 * (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static float[][] logits(byte[] model, float[][] rows) throws OrtException {
        OrtEnvironment environment = TinyOnnx.environment();
        try (OrtSession session = environment.createSession(model);
                OnnxTensor input = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of(OnnxExport.FEATURES, input))) {
            return (float[][]) result.get(OnnxExport.LOGITS).orElseThrow().getValue();
        }
    }

    private static void requireSame(TreesModel model) throws OrtException {
        float[][] rows = rows();
        float[][] found = logits(OnnxExport.of(model), rows);
        for (int row = 0; row < rows.length; row++) {
            assertThat(found[row]).containsExactly(model.logits(rows[row]), within(1e-4f));
        }
    }

    @Test
    void givesTheLogitsOfAForest() throws OrtException {
        requireSame(forest(6, 0, 5, 1, 6, 3));
    }

    @Test
    void givesTheLogitsOfATree() throws OrtException {
        requireSame(forest(5));
        requireSame(forest(0));
    }

    @Test
    void givesTheLogitsOfBoostedTrees() throws OrtException {
        for (BoostedTreesModel model :
                List.of(boosted(2, 5, 0, 4, 3), boosted(3, 5, 2, 0, 4, 4, 1), boosted(4, 3, 3, 3, 3, 2, 1, 0, 4))) {
            float[][] rows = rows();
            float[][] found = logits(OnnxExport.of(model), rows);
            for (int row = 0; row < rows.length; row++) {
                assertThat(found[row]).containsExactly(model.logits(rows[row]), within(1e-5f));
            }
        }
    }

    @Test
    void givesTheLogitsOfLogisticRegressionOnLargeFeatures() throws OrtException {
        LogisticModel model =
                new LogisticModel(LogisticModel.Shape.ofFeatures(FEATURES, 2), new float[] {0.5f, -0.5f}, new float[] {
                    1, -1, 1e5f, 3, -1e5f, 2, 0.5f, 0.25f
                });
        float[][] rows = rows();
        for (float[] row : rows) {
            row[1] *= 1000;
            row[2] = row[1];
        }
        float[][] found = logits(OnnxExport.of(model), rows);
        for (int row = 0; row < rows.length; row++) {
            float[] expected = model.logits(rows[row]);
            assertThat(found[row]).containsExactly(expected, within(1e-6f * Math.max(1, Math.abs(expected[1]))));
        }
    }
}
