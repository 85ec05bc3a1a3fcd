package io.sparkdistill.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes operators on whole numbers of 8 bits in place of those on float32. The values and the weights keep their names,
 * to which a suffix is added.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__MatMulInteger.html">MatMulInteger</a>
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.DynamicQuantizeLSTM">DynamicQuantizeLSTM</a>
 */
final class Int8Operators {
    /** The domain of the operators that ONNX Runtime adds to ONNX. */
    static final String DOMAIN = "com.microsoft";

    private static final int LSTM_INPUTS = 8;

    private final GraphWeights weights;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
    /** The whole numbers of an input, which all products of that input share. */
    private final Map<String, String> inputs = new HashMap<>();

    Int8Operators(GraphWeights weights) {
        this.weights = weights;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    Collection<TensorProto> initializers() {
        return initializers.values();
    }

    /** Adds an operator as it is. */
    void keep(NodeProto node) {
        nodes.add(node);
    }

    /** Adds the product of {@code MatMul}. */
    void product(NodeProto node) {
        product(node.getInput(0), columns(node.getInput(1)), node.getOutput(0));
    }

    /** Adds the product of {@code Gemm}, and its sum. */
    void productAndSum(NodeProto node) {
        boolean sums = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        String output = node.getOutput(0);
        String weight = node.getInput(1);
        String numbers = NodeAttributes.integer(node, "transB", 0) == 0 ? columns(weight) : transposedColumns(weight);
        product(node.getInput(0), numbers, sums ? output + "_product" : output);
        if (sums) {
            add("Add", List.of(output + "_product", node.getInput(2)), output);
        }
    }

    /** Multiplies and sums whole numbers, and scales the sums. */
    private void product(String input, String weight, String output) {
        String numbers = inputs.computeIfAbsent(input, this::quantize);
        add("MatMulInteger", List.of(numbers, weight, numbers + "_zero"), output + "_sum");
        cast(output + "_sum", output + "_float");
        add("Mul", List.of(numbers + "_scale", weight + "_scale"), output + "_scale");
        add("Mul", List.of(output + "_float", output + "_scale"), output);
    }

    private String quantize(String input) {
        String numbers = input + "_uint8";
        nodes.add(NodeProto.newBuilder()
                .setOpType("DynamicQuantizeLinear")
                .setName(numbers)
                .addInput(input)
                .addAllOutput(List.of(numbers, numbers + "_scale", numbers + "_zero"))
                .build());
        return numbers;
    }

    /** Adds the lookup of {@code Gather}: rows of whole numbers, and the scale of each row. */
    void lookup(NodeProto node) {
        String table = rows(node.getInput(0));
        String indices = node.getInput(1);
        String output = node.getOutput(0);
        add("Gather", List.of(table, indices), output + "_int8");
        cast(output + "_int8", output + "_float");
        add("Gather", List.of(table + "_scale", indices), output + "_scale");
        add("Mul", List.of(output + "_float", output + "_scale"), output);
    }

    /** Adds an LSTM whose products are those of whole numbers. It has no layout: it is always that of the default, 0. */
    void lstm(NodeProto node) {
        List<String> read = new ArrayList<>(node.getInputList());
        read.addAll(Collections.nCopies(LSTM_INPUTS - read.size(), ""));
        for (int i = 1; i <= 2; i++) {
            String weight = gates(node.getInput(i));
            read.set(i, weight);
            read.addAll(List.of(weight + "_scale", weight + "_zero"));
        }
        nodes.add(node.toBuilder()
                .setOpType("DynamicQuantizeLSTM")
                .setDomain(DOMAIN)
                .clearInput()
                .addAllInput(read)
                .clearAttribute()
                .addAllAttribute(node.getAttributeList().stream()
                        .filter(attribute -> !attribute.getName().equals(NodeAttributes.LAYOUT))
                        .toList())
                .build());
    }

    /** Returns the name of a matrix as whole numbers, with a scale per column. */
    private String columns(String weight) {
        List<Integer> shape = weights.shape(weight);
        return matrix(weight + "_int8", weights.values(weight), shape.get(0), shape.get(1));
    }

    /** Returns the name of a transposed matrix as whole numbers, with a scale per column. */
    private String transposedColumns(String weight) {
        int rows = weights.shape(weight).get(0);
        int columns = weights.shape(weight).get(1);
        float[] values = QuantizedWeights.transposed(weights.values(weight), rows, columns);
        return matrix(weight + "_transposed_int8", values, columns, rows);
    }

    private String matrix(String name, float[] values, int rows, int columns) {
        if (!initializers.containsKey(name)) {
            QuantizedWeights quantized = QuantizedWeights.byColumn(values, rows, columns);
            put(GraphWeights.bytes(name, quantized.numbers(), rows, columns));
            put(GraphWeights.floats(name + "_scale", quantized.scales(), columns));
        }
        return name;
    }

    /** Returns the name of a table as whole numbers, with a scale per row. */
    private String rows(String table) {
        String name = table + "_rows_int8";
        if (!initializers.containsKey(name)) {
            int columns = weights.shape(table).get(1);
            QuantizedWeights quantized = QuantizedWeights.byRow(weights.values(table), columns);
            int rows = quantized.scales().length;
            put(GraphWeights.bytes(name, quantized.numbers(), rows, columns));
            put(GraphWeights.floats(name + "_scale", quantized.scales(), rows, 1));
        }
        return name;
    }

    /**
     * Returns the name of the weights of an LSTM as whole numbers, {@code (directions, inputs, gates)} with a scale per
     * gate, from {@code (directions, gates, inputs)}.
     */
    private String gates(String weight) {
        String name = weight + "_int8";
        if (!initializers.containsKey(name)) {
            List<Integer> shape = weights.shape(weight);
            int directions = shape.get(0);
            int gates = shape.get(1);
            int inputCount = shape.get(2);
            QuantizedWeights quantized = QuantizedWeights.byColumn(
                    QuantizedWeights.transposed(weights.values(weight), gates, inputCount), inputCount, gates);
            put(GraphWeights.bytes(name, quantized.numbers(), directions, inputCount, gates));
            put(GraphWeights.floats(name + "_scale", quantized.scales(), directions, gates));
            put(GraphWeights.bytes(name + "_zero", new byte[directions * gates], directions, gates));
        }
        return name;
    }

    private void put(TensorProto tensor) {
        initializers.put(tensor.getName(), tensor);
    }

    private void cast(String input, String output) {
        nodes.add(NodeProto.newBuilder()
                .setOpType("Cast")
                .setName(output)
                .addInput(input)
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(TensorProto.DataType.FLOAT_VALUE))
                .build());
    }

    private void add(String operator, List<String> read, String output) {
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output + "_" + operator)
                .addAllInput(read)
                .addOutput(output)
                .build());
    }
}
