package io.sparkdistill.export;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.ElementType;
import io.sparkdistill.onnx.OnnxGraph.Value;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.student.TreeSplits;
import io.sparkdistill.student.TreesModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Adds decision trees to an ONNX graph: the operator {@code TreeEnsembleRegressor}, whose targets are the sums over the
 * trees of the values of the leaves that the features reach.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html">TreeEnsembleRegressor</a>
 */
final class OnnxTrees {
    private final TreeSplits splits;
    /** The position of each node's tree. */
    private final long[] trees;

    private OnnxTrees(TreeSplits splits) {
        this.splits = splits;
        this.trees = new long[splits.nodes()];
        int[] roots = splits.roots();
        for (int tree = 0; tree < roots.length; tree++) {
            int end = tree + 1 < roots.length ? roots[tree + 1] : trees.length;
            Arrays.fill(trees, roots[tree], end, tree);
        }
    }

    /**
     * Returns the logits of a decision tree or a random forest: the scaled logarithms of the mean class probabilities.
     *
     * @param features of shape {@code (rows, features)}
     */
    static Value logits(OnnxGraph graph, TreesModel model, Value features) {
        OnnxTrees trees = new OnnxTrees(model.splits());
        int classes = model.shape().classes();
        // Every leaf has a weight for every class.
        int[] leaves = trees.leaves();
        long[] nodes = new long[leaves.length * classes];
        long[] targets = new long[nodes.length];
        float[] weights = new float[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = leaves[i / classes];
            targets[i] = i % classes;
            weights[i] = model.probabilities()[leaves[i / classes] * classes + i % classes];
        }
        Value sums = trees.sums(graph, features, new float[classes], nodes, targets, weights);
        // Their logarithms are computed in double, since the smallest of float are not normal numbers.
        Value means = graph.apply(
                "Div",
                graph.cast(sums, ElementType.DOUBLE),
                number(graph, model.shape().trees()));
        Value logarithms = graph.apply("Log", graph.apply("Max", means, number(graph, TreesModel.LEAST_PROBABILITY)));
        Value scaled =
                graph.apply("Mul", logarithms, number(graph, model.shape().temperature()));
        return graph.cast(scaled, ElementType.FLOAT);
    }

    /**
     * Returns the logits of gradient boosted trees: the scaled margins, and 0 for the first of two classes.
     *
     * @param features of shape {@code (rows, features)}
     */
    static Value logits(OnnxGraph graph, BoostedTreesModel model, Value features) {
        OnnxTrees trees = new OnnxTrees(model.splits());
        float[] base = model.baseMargins();
        int[] leaves = trees.leaves();
        long[] nodes = new long[leaves.length];
        long[] targets = new long[leaves.length];
        float[] weights = new float[leaves.length];
        for (int i = 0; i < leaves.length; i++) {
            nodes[i] = leaves[i];
            targets[i] = trees.trees[leaves[i]] % base.length;
            weights[i] = model.values()[leaves[i]];
        }
        Value margins = trees.sums(graph, features, base, nodes, targets, weights);
        float temperature = (float) model.shape().temperature();
        return base.length == 1
                ? graph.apply("MatMul", margins, graph.constant(new float[] {0, temperature}, 1, 2))
                : graph.apply("Mul", margins, graph.constant(new float[] {temperature}, 1));
    }

    private static Value number(OnnxGraph graph, double value) {
        return graph.constant(new double[] {value}, 1);
    }

    /**
     * Returns the sums per target, of shape {@code (rows, targets)}.
     *
     * @param base value of each target before the first tree
     * @param nodes the leaf of each weight
     * @param targets the target of each weight
     */
    private Value sums(OnnxGraph graph, Value features, float[] base, long[] nodes, long[] targets, float[] weights) {
        List<Attribute> attributes = new ArrayList<>(splits());
        attributes.addAll(List.of(
                Attribute.ofInt("n_targets", base.length),
                Attribute.ofString("aggregate_function", "SUM"),
                Attribute.ofString("post_transform", "NONE"),
                Attribute.ofFloats("base_values", base),
                Attribute.ofInts(
                        "target_treeids",
                        Arrays.stream(nodes).map(node -> trees[(int) node]).toArray()),
                Attribute.ofInts("target_nodeids", nodes),
                Attribute.ofInts("target_ids", targets),
                Attribute.ofFloats("target_weights", weights)));
        return graph.applyMl("TreeEnsembleRegressor", attributes, features);
    }

    private List<Attribute> splits() {
        String branch =
                switch (splits.comparison()) {
                    case AT_MOST -> "BRANCH_LEQ";
                    case BELOW -> "BRANCH_LT";
                };
        return List.of(
                Attribute.ofInts("nodes_treeids", trees),
                Attribute.ofInts("nodes_nodeids", ofNodes(node -> node)),
                Attribute.ofStrings(
                        "nodes_modes",
                        IntStream.range(0, trees.length)
                                .mapToObj(node -> splits.isLeaf(node) ? "LEAF" : branch)
                                .toList()),
                Attribute.ofInts("nodes_featureids", ofNodes(node -> Math.max(0, splits.features()[node]))),
                Attribute.ofFloats("nodes_values", splits.thresholds()),
                Attribute.ofInts("nodes_truenodeids", ofNodes(node -> splits.isLeaf(node) ? 0 : node + 1)),
                Attribute.ofInts("nodes_falsenodeids", ofNodes(node -> splits.right()[node])));
    }

    private int[] leaves() {
        return IntStream.range(0, trees.length).filter(splits::isLeaf).toArray();
    }

    private long[] ofNodes(IntUnaryOperator value) {
        return IntStream.range(0, trees.length).map(value).asLongStream().toArray();
    }
}
