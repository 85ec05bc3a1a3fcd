package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes a value of the graph that holds the concatenated rows of embedding tables at words.
 *
 * @param words word ids, {@code (rows, steps)}
 * @param tables embedding tables, {@code (words, width)} each
 */
record OnnxEmbeddingLookup(Value words, List<Value> tables) {
    OnnxEmbeddingLookup {
        tables = List.copyOf(tables);
    }

    /**
     * Returns the lookup of concatenated values, if all are lookups of the same words.
     *
     * @param parts the lookups; null for a value that is not a lookup
     */
    static Optional<OnnxEmbeddingLookup> concat(List<OnnxEmbeddingLookup> parts) {
        List<Value> tables = new ArrayList<>();
        for (OnnxEmbeddingLookup part : parts) {
            if (part == null || !part.words.equals(parts.get(0).words)) {
                return Optional.empty();
            }
            tables.addAll(part.tables);
        }
        return Optional.of(new OnnxEmbeddingLookup(parts.get(0).words, tables));
    }

    /** Returns the memory of {@link #tables(OnnxOps, Value)} in bytes. */
    long tableBytes(OnnxOps ops, Value weight) {
        long[] filters = ops.shape(weight);
        return Float.BYTES * ops.shape(tables.get(0))[0] * filters[0] * filters[2];
    }

    /**
     * Returns the products of all word vectors with all filters, {@code (words, filters)} for each step of a filter.
     * They depend only on parameters, so ONNX Runtime computes them once, when it loads the model.
     *
     * @param weight {@code (filters, inputs, width)}
     */
    List<Value> tables(OnnxOps ops, Value weight) {
        OnnxGraph graph = ops.graph();
        Value vectors = vectors(ops);
        Value filterSteps = ops.transpose(weight, 2, 1, 0);
        List<Value> products = new ArrayList<>();
        for (long step = 0; step < ops.shape(weight)[2]; step++) {
            Value weights = graph.apply("Gather", filterSteps, graph.constant(new long[] {step}));
            products.add(graph.apply("MatMul", vectors, ops.squeeze(weights, 0)));
        }
        return products;
    }

    /** Returns the concatenated tables with zeros for the padding, {@code (words, inputs)}. */
    private Value vectors(OnnxOps ops) {
        OnnxGraph graph = ops.graph();
        Value all = tables.size() == 1
                ? tables.get(0)
                : graph.apply("Concat", List.of(Attribute.ofInt("axis", 1)), tables.toArray(Value[]::new));
        Value withoutPadding = graph.apply(
                "Slice", all, graph.constant(1L), graph.constant(Long.MAX_VALUE), graph.constant(new long[] {0}));
        return graph.apply("Pad", withoutPadding, graph.constant(1, 0, 0, 0));
    }
}
