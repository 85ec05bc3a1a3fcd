package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.ElementType;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Represents sequences in an ONNX graph. */
final class OnnxSequences implements Sequences<Value> {
    private final OnnxOps ops;
    private final OnnxGraph graph;
    private final Value words;
    private final Value mask;
    private final Value lengths;
    /** The outputs at the last words, by the outputs at all steps: a recurrent layer of ONNX returns both. */
    private final Map<Value, Value> last = new HashMap<>();

    /**
     * Creates the sequences of a batch.
     *
     * @param words {@code (rows, steps)}: see {@link OnnxOps#sequences}
     */
    OnnxSequences(OnnxOps ops, Value words) {
        this.ops = ops;
        this.graph = ops.graph();
        this.words = words;
        Value padding = graph.apply("Equal", words, graph.constant(new long[] {PADDING}));
        this.mask = ops.unsqueeze(graph.cast(graph.apply("Not", padding), ElementType.FLOAT), 2);
        this.lengths = graph.cast(sumOverSteps(ops.squeeze(mask, 2)), ElementType.INT64);
    }

    /** Computes the sum over the steps, {@code (rows, steps, …)} to {@code (rows, …)}. */
    private Value sumOverSteps(Value values) {
        return graph.apply("ReduceSum", List.of(Attribute.ofInt("keepdims", 0)), values, graph.constant(1L));
    }

    @Override
    public Value embedding(Value table) {
        Value rows = graph.apply("Gather", table, words);
        ops.recordLookup(rows, new OnnxEmbeddingLookup(words, List.of(table)));
        return rows;
    }

    @Override
    public Value reverse(Value input) {
        return graph.apply(
                "ReverseSequence",
                List.of(Attribute.ofInt("batch_axis", 0), Attribute.ofInt("time_axis", 1)),
                input,
                lengths);
    }

    @Override
    public Value lstm(Value input, RecurrentWeights<Value> weights) {
        return recurrent(OnnxRecurrentLayer.LSTM, input, weights);
    }

    @Override
    public Value gru(Value input, RecurrentWeights<Value> weights) {
        return recurrent(OnnxRecurrentLayer.GRU, input, weights);
    }

    private Value recurrent(OnnxRecurrentLayer layer, Value input, RecurrentWeights<Value> weights) {
        List<Value> outputs =
                layer.apply(ops, ops.transpose(input, 1, 0, 2), weights, graph.cast(lengths, ElementType.INT32));
        Value steps = ops.transpose(ops.squeeze(outputs.get(0), 1), 1, 0, 2);
        last.put(steps, ops.squeeze(outputs.get(1), 0));
        return steps;
    }

    @Override
    public Value conv1dMax(Value input, Value weight, Value bias) {
        long padding = ops.shape(weight)[2] - 1;
        Value sums = ops.lookup(input)
                .flatMap(lookup -> ops.tables(lookup, weight))
                .map(this::windowSums)
                .orElseGet(() -> convolve(input, weight, padding));
        Value windows =
                graph.apply("Pad", mask, graph.constant(0, padding, 0, 0, 0, 0), graph.constant(new float[] {1}));
        return ops.add(maxOverSteps(ops.add(sums, penalty(windows))), bias);
    }

    /** Computes all filters at all windows, without a bias: {@code (rows, steps + padding, filters)}. */
    private Value convolve(Value input, Value weight, long padding) {
        Value channels = ops.transpose(ops.mul(input, mask), 0, 2, 1);
        Value values = graph.apply("Conv", List.of(Attribute.ofInts("pads", padding, padding)), channels, weight);
        return ops.transpose(values, 0, 2, 1);
    }

    /**
     * Computes the same values as sums over the steps of the filters.
     *
     * @param tables products of the word vectors with the filters, {@code (words, filters)} for each step of a filter
     */
    private Value windowSums(List<Value> tables) {
        Value sum = null;
        for (int step = 0; step < tables.size(); step++) {
            Value products = graph.apply("Gather", tables.get(step), words);
            long before = tables.size() - 1L - step;
            Value shifted = graph.apply("Pad", products, graph.constant(0, before, 0, 0, step, 0));
            sum = sum == null ? shifted : ops.add(sum, shifted);
        }
        return sum;
    }

    /** Returns 0 where a mask is 1, and a large negative number where it is 0. */
    private Value penalty(Value mask) {
        return ops.scale(ops.sub(mask, graph.scalar(1)), DjlSequences.MASK_PENALTY);
    }

    private Value maxOverSteps(Value values) {
        return graph.apply("ReduceMax", List.of(Attribute.ofInts("axes", 1), Attribute.ofInt("keepdims", 0)), values);
    }

    @Override
    public Value attention(Value query, Value key, Value value, int heads, int size) {
        Value perHead = graph.constant(0, 0, heads, size);
        Value queries = ops.transpose(graph.apply("Reshape", query, perHead), 0, 2, 1, 3);
        Value keys = ops.transpose(graph.apply("Reshape", key, perHead), 0, 2, 3, 1);
        Value values = ops.transpose(graph.apply("Reshape", value, perHead), 0, 2, 1, 3);
        Value scores = ops.scale(graph.apply("MatMul", queries, keys), 1 / Math.sqrt(size));
        Value penalty = ops.unsqueeze(ops.transpose(penalty(mask), 0, 2, 1), 1);
        Value attention = graph.apply("Softmax", List.of(Attribute.ofInt("axis", 3)), ops.add(scores, penalty));
        Value attended = ops.transpose(graph.apply("MatMul", attention, values), 0, 2, 1, 3);
        return graph.apply("Reshape", attended, graph.constant(0, 0, (long) heads * size));
    }

    /**
     * Computes the angles in doubles, since floats are too coarse for late steps, with {@code cos x = sin(x + π/2)}.
     */
    @Override
    public Value positions(int width) {
        double[] rates = new double[width];
        double[] shifts = new double[width];
        for (int column = 0; column < width; column++) {
            rates[column] = 1 / Math.pow(10_000, (double) (column - column % 2) / width);
            shifts[column] = column % 2 * Math.PI / 2;
        }
        Value steps = graph.apply("Gather", graph.apply("Shape", words), graph.constant(1L));
        Value range = graph.apply("Range", scalar(0), ops.squeeze(steps, 0), scalar(1));
        Value angles = ops.mul(ops.unsqueeze(graph.cast(range, ElementType.DOUBLE), 1), graph.constant(rates, width));
        Value sines = graph.apply("Sin", ops.add(angles, graph.constant(shifts, width)));
        return graph.cast(sines, ElementType.FLOAT);
    }

    /** Returns a scalar of type int64. */
    private Value scalar(long number) {
        return ops.squeeze(graph.constant(new long[] {number}), 0);
    }

    @Override
    public Value max(Value input) {
        return maxOverSteps(ops.add(input, penalty(mask)));
    }

    @Override
    public Value mean(Value input) {
        return graph.apply("Div", sumOverSteps(ops.mul(input, mask)), sumOverSteps(mask));
    }

    @Override
    public Value weightedMean(Value input, Value scores) {
        Value weights = graph.apply("Softmax", List.of(Attribute.ofInt("axis", 1)), ops.add(scores, penalty(mask)));
        return sumOverSteps(ops.mul(input, weights));
    }

    @Override
    public Value last(Value input) {
        Value outputs = last.get(input);
        if (outputs == null) {
            throw new IllegalArgumentException(
                    "Cannot return the last outputs: the input is not the output of a recurrent layer: " + input);
        }
        return outputs;
    }
}
