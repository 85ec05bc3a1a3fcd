package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.List;

/** Lists the recurrent layers of ONNX, with the parameters of PyTorch. */
enum OnnxRecurrentLayer {
    /** PyTorch orders the gates input, forget, cell, output; ONNX orders them input, output, forget, cell. */
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
    /** PyTorch orders the gates reset, update, new; ONNX orders them update, reset, hidden. */
    GRU {
        @Override
        long[] gates() {
            return new long[] {1, 0, 2};
        }

        @Override
        List<Attribute> attributes(Attribute hiddenSize) {
            return List.of(hiddenSize, Attribute.ofInt("linear_before_reset", 1));
        }
    };

    /** Returns the index of each of ONNX's gates among PyTorch's. */
    abstract long[] gates();

    abstract List<Attribute> attributes(Attribute hiddenSize);

    /**
     * Computes the outputs at all steps, {@code (steps, 1, rows, hidden)}, and those at the last words, {@code (1,
     * rows, hidden)}.
     *
     * @param input {@code (steps, rows, inputs)}
     * @param lengths lengths of the rows, int32
     */
    List<Value> apply(OnnxOps ops, Value input, RecurrentWeights<Value> weights, Value lengths) {
        RecurrentWeights<Value> ordered = weights.map(parameter -> ordered(ops, parameter));
        Value bias = ops.graph()
                .apply("Concat", List.of(Attribute.ofInt("axis", 1)), ordered.inputBias(), ordered.hiddenBias());
        Attribute hiddenSize = Attribute.ofInt("hidden_size", ops.shape(weights.hiddenWeight())[1]);
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

    /**
     * Returns a parameter with ONNX's order of gates and a leading axis of directions, {@code (1, gates·hidden, …)}.
     */
    private Value ordered(OnnxOps ops, Value parameter) {
        OnnxGraph graph = ops.graph();
        long[] shape = ops.shape(parameter);
        long[] result = new long[shape.length + 1];
        result[0] = 1;
        System.arraycopy(shape, 0, result, 1, shape.length);
        Value perGate = graph.apply("Reshape", parameter, graph.constant(gates().length, -1));
        return graph.apply("Reshape", graph.apply("Gather", perGate, graph.constant(gates())), graph.constant(result));
    }
}
