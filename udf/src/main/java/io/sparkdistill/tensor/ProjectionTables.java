package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Holds precomputed tables of a layer's outputs for all words: see {@link EmbeddingLookup}. Inference computes them
 * once for all texts. It also holds copies of tables as arrays of Java: see {@link WeightedMeans}. They belong to the manager that {@link #keep} gets. The tables are thread-safe, except while they
 * are recorded.
 */
public final class ProjectionTables {
    private final Map<String, NDArray> tables;
    private final Map<String, WeightedMeans> means;
    private final boolean records;

    private ProjectionTables(Map<String, NDArray> tables, Map<String, WeightedMeans> means, boolean records) {
        this.tables = tables;
        this.means = means;
        this.records = records;
    }

    /** Returns no tables: each batch computes those that it needs, for its words. */
    public static ProjectionTables none() {
        return new ProjectionTables(Map.of(), Map.of(), false);
    }

    /**
     * Returns tables that record those which a network asks for while it computes one batch. The arrays of the
     * network's parameters must have the parameters' names: see {@link NDArray#setName}.
     */
    public static ProjectionTables recording() {
        return new ProjectionTables(new LinkedHashMap<>(), new LinkedHashMap<>(), true);
    }

    /**
     * Returns the table of a layer's outputs for concatenated embedding tables, and computes it if it is not
     * precomputed.
     *
     * @param weight weight of the layer
     * @param embeddings the embedding tables
     * @param layer computes the table
     */
    NDArray get(NDArray weight, List<NDArray> embeddings, Supplier<NDArray> layer) {
        String key =
                weight.getName() + embeddings.stream().map(NDArray::getName).toList();
        NDArray table = tables.get(key);
        if (table == null) {
            table = layer.get();
            table.setName(key);
            if (records) {
                Objects.requireNonNull(weight.getName(), "the parameter has no name");
                tables.put(key, table);
            }
        }
        return table;
    }

    /**
     * Returns copies of embedding tables for weighted means.
     *
     * @param scores table of the scores, {@code (words, 1)}
     */
    WeightedMeans means(List<NDArray> embeddings, NDArray scores) {
        String key =
                scores.getName() + embeddings.stream().map(NDArray::getName).toList();
        WeightedMeans found = means.get(key);
        if (found == null) {
            found = new WeightedMeans(
                    embeddings.stream().map(NDArray::toFloatArray).toArray(float[][]::new), scores.toFloatArray());
            if (records) {
                means.put(key, found);
            }
        }
        return found;
    }

    /** Attaches the recorded tables to a manager and returns them for inference. */
    public ProjectionTables keep(NDManager owner) {
        tables.values().forEach(table -> table.attach(owner));
        return new ProjectionTables(Map.copyOf(tables), Map.copyOf(means), false);
    }

    /** Returns the memory of the tables in bytes. */
    public long bytes() {
        return Float.BYTES * tables.values().stream().mapToLong(NDArray::size).sum()
                + means.values().stream().mapToLong(WeightedMeans::bytes).sum();
    }
}
