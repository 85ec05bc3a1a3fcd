package io.sparkdistill.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.GraphProtoOrBuilder;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Removes from a graph what none of its outputs depends on. */
final class OnnxPruning {
    private OnnxPruning() {}

    /** Gives the graph without superfluous operators and constants. Its operators are in the order of their computation. */
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
