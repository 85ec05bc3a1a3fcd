package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.List;

/** How one vector comes from the outputs of an LSTM, {@code (rows, steps, hidden)} to {@code (rows, hidden)}. */
public enum Pooling {
    /** The greatest value of every unit over the words of a row (Conneau et al. 2017). */
    MAX {
        @Override
        NDArray pool(NDArray outputs, Sentences sentences) {
            return sentences.lowerPadding(outputs, RANGE).max(new int[] {1});
        }

        @Override
        NDArray pool(NDArray before, NDArray output) {
            return before.maximum(output);
        }

        @Override
        Value onnx(OnnxGraph graph, OnnxLayers.Outputs outputs, OnnxLayers.Sentence sentence) {
            Value mask = graph.apply("Transpose", List.of(Attribute.numbers("perm", 1, 0)), sentence.mask());
            Value lowered = graph.apply("Mul", graph.apply("Sub", mask, graph.scalar(1)), graph.scalar(RANGE));
            Value beside = graph.apply("Unsqueeze", lowered, graph.constant(1L, 3L));
            return graph.apply(
                    "ReduceMax",
                    List.of(Attribute.numbers("axes", 0), Attribute.number("keepdims", 0)),
                    graph.apply("Add", outputs.all(), beside));
        }
    },
    /** The output at the last word that the LSTM reads of a row (Tang et al. 2019). */
    LAST {
        @Override
        NDArray pool(NDArray outputs, Sentences sentences) {
            long hidden = outputs.getShape().get(2);
            return Layers.rows(outputs.reshape(-1, hidden), sentences.last());
        }

        @Override
        NDArray pool(NDArray before, NDArray output) {
            return output;
        }

        @Override
        Value onnx(OnnxGraph graph, OnnxLayers.Outputs outputs, OnnxLayers.Sentence sentence) {
            return outputs.last();
        }
    };

    // The outputs of an LSTM are in (-1, 1): less this, they are below all that are not.
    private static final double RANGE = 2;

    abstract NDArray pool(NDArray outputs, Sentences sentences);

    /** The same as outputs come: from what the words before gave, {@code (rows, hidden)}, and a word's output. */
    abstract NDArray pool(NDArray before, NDArray output);

    /** The same of both directions, {@code (2, rows, hidden)}. */
    abstract Value onnx(OnnxGraph graph, OnnxLayers.Outputs outputs, OnnxLayers.Sentence sentence);
}
