package io.sparkdistill.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Chooses the operators of a graph that are quantized: those that multiply by large weights or look rows of them up. */
final class GraphQuantizer {
    /** Fewer weights than these cost accuracy and save nothing. */
    private static final long LEAST_WEIGHTS = 1_024;

    private static final int MATRIX = 2;
    /** The axes of the weights of an LSTM: directions, gates and inputs. */
    private static final int STACK = 3;

    private final GraphProto graph;
    private final GraphWeights weights;
    private final Set<String> quantizable = new HashSet<>();

    private GraphQuantizer(GraphProto graph) {
        this.graph = graph;
        this.weights = new GraphWeights(graph);
        Map<String, Long> uses = new HashMap<>();
        graph.getNodeList().stream()
                .filter(this::isSupported)
                .flatMap(GraphQuantizer::weightsOf)
                .forEach(name -> uses.merge(name, 1L, Long::sum));
        // A weight that another operator reads stays in the file: to add the quantized one would make it larger.
        uses.forEach((name, count) -> {
            if (count == weights.reads(name)) {
                quantizable.add(name);
            }
        });
    }

    /**
     * Holds a quantized graph, with the number of operators that were quantized.
     *
     * @param operators number of quantized operators of each type
     */
    record Quantized(GraphProto graph, Map<String, Integer> operators) {}

    /**
     * Quantizes a graph.
     *
     * @param graph with all constants as initializers
     */
    static Quantized quantize(GraphProto graph) {
        return new GraphQuantizer(graph).quantize();
    }

    private Quantized quantize() {
        Int8Operators operators = new Int8Operators(weights);
        Map<String, Integer> counts = new TreeMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (!isSupported(node) || !weightsOf(node).allMatch(quantizable::contains)) {
                operators.keep(node);
                continue;
            }
            counts.merge(node.getOpType(), 1, Integer::sum);
            switch (node.getOpType()) {
                case "MatMul" -> operators.product(node);
                case "Gemm" -> operators.productAndSum(node);
                case "Gather" -> operators.lookup(node);
                default -> operators.lstm(node);
            }
        }
        GraphProto quantized = graph.toBuilder()
                .clearNode()
                .addAllNode(operators.nodes())
                .clearInitializer()
                .addAllInitializer(stillRead(operators.nodes()))
                .addAllInitializer(operators.initializers())
                .clearValueInfo()
                .build();
        return new Quantized(quantized, counts);
    }

    private List<TensorProto> stillRead(List<NodeProto> nodes) {
        Set<String> read = new HashSet<>();
        nodes.stream().flatMap(GraphWeights::namesRead).forEach(read::add);
        graph.getOutputList().forEach(output -> read.add(output.getName()));
        return graph.getInitializerList().stream()
                .filter(tensor -> read.contains(tensor.getName()))
                .toList();
    }

    private static Stream<String> weightsOf(NodeProto node) {
        return switch (node.getOpType()) {
            case "Gather" -> Stream.of(node.getInput(0));
            case "LSTM" -> Stream.of(node.getInput(1), node.getInput(2));
            default -> Stream.of(node.getInput(1));
        };
    }

    private boolean isSupported(NodeProto node) {
        if (!node.getDomain().isEmpty()) {
            return false;
        }
        return switch (node.getOpType()) {
            case "MatMul" -> isLarge(node.getInput(1), MATRIX) && weights.size(node.getInput(0)) == 0;
            case "Gemm" -> isLarge(node.getInput(1), MATRIX)
                    && NodeAttributes.integer(node, "transA", 0) == 0
                    && NodeAttributes.real(node, "alpha", 1) == 1
                    && NodeAttributes.real(node, "beta", 1) == 1;
            case "Gather" -> isLarge(node.getInput(0), MATRIX) && NodeAttributes.integer(node, "axis", 0) == 0;
            case "LSTM" -> isLarge(node.getInput(1), STACK)
                    && isLarge(node.getInput(2), STACK)
                    && NodeAttributes.integer(node, NodeAttributes.LAYOUT, 0) == 0;
            default -> false;
        };
    }

    private boolean isLarge(String name, int axes) {
        return weights.shape(name).size() == axes && weights.size(name) >= LEAST_WEIGHTS;
    }
}
