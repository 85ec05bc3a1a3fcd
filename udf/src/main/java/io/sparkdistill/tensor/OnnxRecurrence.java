package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.List;

/** The recurrent layers of ONNX. */
enum OnnxRecurrence {
    /** ONNX has the gates of PyTorch (input, forget, cell, output) in another order: input, output, forget, cell. */
    LSTM {
        @Override
        long[] gates() {
            return new long[] {0, 3, 1, 2};
        }

        @Override
        List<Attribute> attributes(Attribute hiddenSize) {
            return List.of(hiddenSize);
        }
    },
    /** ONNX has the gates of PyTorch (reset, update, new) in another order: update, reset, hidden. */
    GRU {
        @Override
        long[] gates() {
            return new long[] {1, 0, 2};
        }

        @Override
        List<Attribute> attributes(Attribute hiddenSize) {
            return List.of(hiddenSize, Attribute.number("linear_before_reset", 1));
        }
    };

    /** Gives the place of each of ONNX's gates among PyTorch's. */
    abstract long[] gates();

    abstract List<Attribute> attributes(Attribute hiddenSize);

    /**
     * Gives the outputs at all steps, {@code (steps, 1, rows, hidden)}, and those at the last words, {@code (1, rows, hidden)}.
     *
     * @param input {@code (steps, rows, inputs)}
     * @param lengths of the rows, int32
     */
    List<Value> apply(OnnxOps ops, Value input, RecurrentWeights<Value> weights, Value lengths) {
        RecurrentWeights<Value> ordered = weights.map(parameter -> ordered(ops, parameter));
        Value bias = ops.graph()
                .apply("Concat", List.of(Attribute.number("axis", 1)), ordered.inputBias(), ordered.hiddenBias());
        Attribute hiddenSize = Attribute.number("hidden_size", ops.shape(weights.hiddenWeight())[1]);
        return ops.graph()
                .applyAll(
                        name(),
                        2,
                        attributes(hiddenSize),
                        input,
                        ordered.inputWeight(),
                        ordered.hiddenWeight(),
                        bias,
                        lengths);
    }

    /** Gives a parameter with its gates in ONNX's order, and an axis of directions before: {@code (1, gates·hidden, …)}. */
    private Value ordered(OnnxOps ops, Value parameter) {
        OnnxGraph graph = ops.graph();
        long[] shape = ops.shape(parameter);
        long[] result = new long[shape.length + 1];
        result[0] = 1;
        System.arraycopy(shape, 0, result, 1, shape.length);
        Value apart = graph.apply("Reshape", parameter, graph.constant(gates().length, -1));
        return graph.apply("Reshape", graph.apply("Gather", apart, graph.constant(gates())), graph.constant(result));
    }
}
