package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Element;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sequences as values of an ONNX graph. */
final class OnnxSequences implements Sequences<Value> {
    private final OnnxOps ops;
    private final OnnxGraph graph;
    private final Value words;
    private final Value mask;
    private final Value lengths;
    /** The values at the last words, by the outputs of a recurrent layer: ONNX gives them beside each other. */
    private final Map<Value, Value> last = new HashMap<>();

    /**
     * Reads the words of a batch.
     *
     * @param words {@code (rows, steps)}, see {@link OnnxOps#sequences}
     */
    OnnxSequences(OnnxOps ops, Value words) {
        this.ops = ops;
        this.graph = ops.graph();
        this.words = words;
        Value padding = graph.apply("Equal", words, graph.constant(new long[] {PADDING}));
        this.mask = ops.unsqueeze(graph.cast(graph.apply("Not", padding), Element.FLOAT), 2);
        this.lengths = graph.cast(overSteps(ops.squeeze(mask, 2)), Element.INT64);
    }

    /** The sum over the steps, {@code (rows, steps, …)} to {@code (rows, …)}. */
    private Value overSteps(Value values) {
        return graph.apply("ReduceSum", List.of(Attribute.number("keepdims", 0)), values, graph.constant(1L));
    }

    @Override
    public Value gather(Value table) {
        Value rows = graph.apply("Gather", table, words);
        ops.remember(rows, new OnnxLookup(words, List.of(table)));
        return rows;
    }

    @Override
    public Value reverse(Value input) {
        return graph.apply(
                "ReverseSequence",
                List.of(Attribute.number("batch_axis", 0), Attribute.number("time_axis", 1)),
                input,
                lengths);
    }

    @Override
    public Value lstm(Value input, RecurrentWeights<Value> weights) {
        return recurrent(OnnxRecurrence.LSTM, input, weights);
    }

    @Override
    public Value gru(Value input, RecurrentWeights<Value> weights) {
        return recurrent(OnnxRecurrence.GRU, input, weights);
    }

    private Value recurrent(OnnxRecurrence layer, Value input, RecurrentWeights<Value> weights) {
        List<Value> outputs =
                layer.apply(ops, ops.transpose(input, 1, 0, 2), weights, graph.cast(lengths, Element.INT32));
        Value steps = ops.transpose(ops.squeeze(outputs.get(0), 1), 1, 0, 2);
        last.put(steps, ops.squeeze(outputs.get(1), 0));
        return steps;
    }

    @Override
    public Value conv1dMax(Value input, Value weight, Value bias) {
        long beyond = ops.shape(weight)[2] - 1;
        Value sums = ops.lookup(input)
                .flatMap(lookup -> ops.tables(lookup, weight))
                .map(this::windowSums)
                .orElseGet(() -> convolve(input, weight, beyond));
        Value seen = graph.apply("Pad", mask, graph.constant(0, beyond, 0, 0, 0, 0), graph.constant(new float[] {1}));
        return ops.add(greatest(ops.add(sums, penalty(seen))), bias);
    }

    /** The values of all filters at all windows, without a bias: {@code (rows, steps + beyond, filters)}. */
    private Value convolve(Value input, Value weight, long beyond) {
        Value channels = ops.transpose(ops.mul(input, mask), 0, 2, 1);
        Value values = graph.apply("Conv", List.of(Attribute.numbers("pads", beyond, beyond)), channels, weight);
        return ops.transpose(values, 0, 2, 1);
    }

    /**
     * The same values as sums of what each word contributes to each filter.
     *
     * @param tables {@code (words, filters)} for each place of a filter
     */
    private Value windowSums(List<Value> tables) {
        Value sum = null;
        for (int place = 0; place < tables.size(); place++) {
            Value ofPlace = graph.apply("Gather", tables.get(place), words);
            long before = tables.size() - 1L - place;
            Value moved = graph.apply("Pad", ofPlace, graph.constant(0, before, 0, 0, place, 0));
            sum = sum == null ? moved : ops.add(sum, moved);
        }
        return sum;
    }

    /** 0 where a mask is 1, and what lowers a value below all others where it is 0. */
    private Value penalty(Value mask) {
        return ops.scale(ops.sub(mask, graph.scalar(1)), DjlSequences.NEVER);
    }

    private Value greatest(Value values) {
        return graph.apply("ReduceMax", List.of(Attribute.numbers("axes", 1), Attribute.number("keepdims", 0)), values);
    }

    @Override
    public Value attention(Value query, Value key, Value value, int heads, int size) {
        Value apart = graph.constant(0, 0, heads, size);
        Value queries = ops.transpose(graph.apply("Reshape", query, apart), 0, 2, 1, 3);
        Value keys = ops.transpose(graph.apply("Reshape", key, apart), 0, 2, 3, 1);
        Value values = ops.transpose(graph.apply("Reshape", value, apart), 0, 2, 1, 3);
        Value scores = ops.scale(graph.apply("MatMul", queries, keys), 1 / Math.sqrt(size));
        Value penalty = ops.unsqueeze(ops.transpose(penalty(mask), 0, 2, 1), 1);
        Value shares = graph.apply("Softmax", List.of(Attribute.number("axis", 3)), ops.add(scores, penalty));
        Value attended = ops.transpose(graph.apply("MatMul", shares, values), 0, 2, 1, 3);
        return graph.apply("Reshape", attended, graph.constant(0, 0, (long) heads * size));
    }

    /** In doubles, and with {@code cos x = sin(x + π/2)}: a float holds too few digits of the angle of a late step. */
    @Override
    public Value positions(int width) {
        double[] rates = new double[width];
        double[] shifts = new double[width];
        for (int column = 0; column < width; column++) {
            rates[column] = 1 / Math.pow(10_000, (double) (column - column % 2) / width);
            shifts[column] = column % 2 * Math.PI / 2;
        }
        Value steps = graph.apply("Gather", graph.apply("Shape", words), graph.constant(1L));
        Value places = graph.apply("Range", number(0), ops.squeeze(steps, 0), number(1));
        Value angles = ops.mul(ops.unsqueeze(graph.cast(places, Element.DOUBLE), 1), graph.constant(rates, width));
        Value sines = graph.apply("Sin", ops.add(angles, graph.constant(shifts, width)));
        return graph.cast(sines, Element.FLOAT);
    }

    /** A whole number without axes. */
    private Value number(long number) {
        return ops.squeeze(graph.constant(new long[] {number}), 0);
    }

    @Override
    public Value max(Value input) {
        return greatest(ops.add(input, penalty(mask)));
    }

    @Override
    public Value mean(Value input) {
        return graph.apply("Div", overSteps(ops.mul(input, mask)), overSteps(mask));
    }

    @Override
    public Value last(Value input) {
        Value ends = last.get(input);
        if (ends == null) {
            throw new IllegalArgumentException(
                    "Cannot give last values: not the outputs of a recurrent layer: " + input);
        }
        return ends;
    }
}
