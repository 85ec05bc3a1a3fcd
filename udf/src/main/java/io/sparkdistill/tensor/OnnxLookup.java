package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a value of the graph: it holds the rows of tables at words, side by side.
 *
 * @param words {@code (rows, steps)}
 * @param tables {@code (words, width)} each
 */
record OnnxLookup(Value words, List<Value> tables) {
    OnnxLookup {
        tables = List.copyOf(tables);
    }

    /**
     * Gives what is known of values side by side: they are one lookup if each is a lookup of the same words.
     *
     * @param parts null for a value that is no lookup
     */
    static Optional<OnnxLookup> concat(List<OnnxLookup> parts) {
        List<Value> tables = new ArrayList<>();
        for (OnnxLookup part : parts) {
            if (part == null || !part.words.equals(parts.get(0).words)) {
                return Optional.empty();
            }
            tables.addAll(part.tables);
        }
        return Optional.of(new OnnxLookup(parts.get(0).words, tables));
    }

    /** Gives the memory of {@link #tables(OnnxOps, Value)}. */
    long tableBytes(OnnxOps ops, Value weight) {
        long[] filters = ops.shape(weight);
        return Float.BYTES * ops.shape(tables.get(0))[0] * filters[0] * filters[2];
    }

    /**
     * Gives what every word contributes to every filter, {@code (words, filters)} for each place of a filter. It depends on
     * parameters alone, so ONNX Runtime computes it once, when it loads the model.
     *
     * @param weight {@code (filters, inputs, width)}
     */
    List<Value> tables(OnnxOps ops, Value weight) {
        OnnxGraph graph = ops.graph();
        Value vectors = vectors(ops);
        Value places = ops.transpose(weight, 2, 1, 0);
        List<Value> products = new ArrayList<>();
        for (long place = 0; place < ops.shape(weight)[2]; place++) {
            Value ofPlace = graph.apply("Gather", places, graph.constant(new long[] {place}));
            products.add(graph.apply("MatMul", vectors, ops.squeeze(ofPlace, 0)));
        }
        return products;
    }

    /** The tables side by side, with zeros for padding: {@code (words, inputs)}. */
    private Value vectors(OnnxOps ops) {
        OnnxGraph graph = ops.graph();
        Value all = tables.size() == 1
                ? tables.get(0)
                : graph.apply("Concat", List.of(Attribute.number("axis", 1)), tables.toArray(Value[]::new));
        Value withoutPadding = graph.apply(
                "Slice", all, graph.constant(1L), graph.constant(Long.MAX_VALUE), graph.constant(new long[] {0}));
        return graph.apply("Pad", withoutPadding, graph.constant(1, 0, 0, 0));
    }
}
