package io.sparkdistill.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.GraphProtoOrBuilder;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Removes the operators and constants of a graph on which no output depends. */
final class OnnxPruning {
    private OnnxPruning() {}

    /** Returns the pruned graph. The operators of the given graph must be in topological order, and stay in it. */
    static GraphProto pruned(GraphProtoOrBuilder graph) {
        Set<String> needed = new HashSet<>();
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        Deque<NodeProto> nodes = new ArrayDeque<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                needed.addAll(node.getInputList());
                nodes.addFirst(node);
            }
        }
        return GraphProto.newBuilder()
                .setName(graph.getName())
                .addAllInput(graph.getInputList())
                .addAllOutput(graph.getOutputList())
                .addAllNode(nodes)
                .addAllInitializer(graph.getInitializerList().stream()
                        .filter(tensor -> needed.contains(tensor.getName()))
                        .toList())
                .build();
    }
}
