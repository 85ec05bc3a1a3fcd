package io.sparkdistill.export;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.ElementType;
import io.sparkdistill.onnx.OnnxGraph.Value;
import io.sparkdistill.student.TreesModel;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Adds a decision tree or a random forest to an ONNX graph: the operator {@code TreeEnsembleRegressor}, whose targets are
 * the sums over the trees of the class probabilities, and their scaled logarithms.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html">TreeEnsembleRegressor</a>
 */
final class OnnxTrees {
    private final TreesModel model;
    private final int classes;
    /** The position of each node's tree. */
    private final long[] trees;

    private OnnxTrees(TreesModel model) {
        this.model = model;
        this.classes = model.shape().classes();
        this.trees = new long[model.shape().nodes()];
        for (int tree = 0; tree < model.roots().length; tree++) {
            int end = tree + 1 < model.roots().length ? model.roots()[tree + 1] : trees.length;
            Arrays.fill(trees, model.roots()[tree], end, tree);
        }
    }

    /**
     * Returns the logits.
     *
     * @param features of shape {@code (rows, features)}
     */
    static Value logits(OnnxGraph graph, TreesModel model, Value features) {
        Value sums = graph.applyMl("TreeEnsembleRegressor", new OnnxTrees(model).attributes(), features);
        // Their logarithms are computed in double, since the smallest of float are not normal numbers.
        Value means = graph.apply("Div", graph.cast(sums, ElementType.DOUBLE), number(graph, model.roots().length));
        Value logarithms = graph.apply("Log", graph.apply("Max", means, number(graph, TreesModel.LEAST_PROBABILITY)));
        Value scaled =
                graph.apply("Mul", logarithms, number(graph, model.shape().temperature()));
        return graph.cast(scaled, ElementType.FLOAT);
    }

    private static Value number(OnnxGraph graph, double value) {
        return graph.constant(new double[] {value}, 1);
    }

    private List<Attribute> attributes() {
        int[] leaves = IntStream.range(0, trees.length).filter(this::isLeaf).toArray();
        return List.of(
                Attribute.ofInt("n_targets", classes),
                Attribute.ofString("aggregate_function", "SUM"),
                Attribute.ofString("post_transform", "NONE"),
                Attribute.ofInts("nodes_treeids", trees),
                Attribute.ofInts("nodes_nodeids", ofNodes(node -> node)),
                Attribute.ofStrings(
                        "nodes_modes",
                        IntStream.range(0, trees.length)
                                .mapToObj(node -> isLeaf(node) ? "LEAF" : "BRANCH_LEQ")
                                .toList()),
                Attribute.ofInts("nodes_featureids", ofNodes(node -> Math.max(0, model.features()[node]))),
                Attribute.ofFloats("nodes_values", model.thresholds()),
                Attribute.ofInts("nodes_truenodeids", ofNodes(node -> isLeaf(node) ? 0 : node + 1)),
                Attribute.ofInts("nodes_falsenodeids", ofNodes(node -> model.right()[node])),
                Attribute.ofInts("target_treeids", ofTargets(leaves, (leaf, target) -> (int) trees[leaf])),
                Attribute.ofInts("target_nodeids", ofTargets(leaves, (leaf, target) -> leaf)),
                Attribute.ofInts("target_ids", ofTargets(leaves, (leaf, target) -> target)),
                Attribute.ofFloats("target_weights", weights(leaves)));
    }

    private boolean isLeaf(int node) {
        return model.features()[node] == TreesModel.LEAF;
    }

    private long[] ofNodes(IntUnaryOperator value) {
        return IntStream.range(0, trees.length).map(value).asLongStream().toArray();
    }

    private long[] ofTargets(int[] leaves, IntBinaryOperator value) {
        return Arrays.stream(leaves)
                .flatMap(leaf -> IntStream.range(0, classes).map(target -> value.applyAsInt(leaf, target)))
                .asLongStream()
                .toArray();
    }

    private float[] weights(int[] leaves) {
        float[] weights = new float[leaves.length * classes];
        for (int i = 0; i < leaves.length; i++) {
            System.arraycopy(model.probabilities(), leaves[i] * classes, weights, i * classes, classes);
        }
        return weights;
    }
}
