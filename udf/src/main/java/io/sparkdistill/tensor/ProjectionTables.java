package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Tables that layers make of tables of words, see {@link Lookup}, so that inference computes them once for all texts. Their
 * owner is the manager that {@link #keep} gets. Thread-safe, unless it records.
 */
public final class ProjectionTables {
    private final Map<String, NDArray> tables;
    private final boolean records;

    private ProjectionTables(Map<String, NDArray> tables, boolean records) {
        this.tables = tables;
        this.records = records;
    }

    /** Keeps no tables: every batch computes those that it needs, for the words that it has. */
    public static ProjectionTables none() {
        return new ProjectionTables(Map.of(), false);
    }

    /**
     * Records the tables that a network asks for while it computes one batch. The arrays of the network's parameters must have
     * the parameters' names: see {@link NDArray#setName}.
     */
    public static ProjectionTables recording() {
        return new ProjectionTables(new LinkedHashMap<>(), true);
    }

    /**
     * Gives the table that a layer makes of tables side by side.
     *
     * @param weight of the layer
     */
    NDArray get(NDArray weight, List<NDArray> of, Supplier<NDArray> layer) {
        String key = weight.getName() + of.stream().map(NDArray::getName).toList();
        NDArray table = tables.get(key);
        if (table == null) {
            table = layer.get();
            table.setName(key);
            if (records) {
                Objects.requireNonNull(weight.getName(), "a parameter without a name");
                tables.put(key, table);
            }
        }
        return table;
    }

    /** Lets a manager own the recorded tables, and gives them for inference. */
    public ProjectionTables keep(NDManager owner) {
        tables.values().forEach(table -> table.attach(owner));
        return new ProjectionTables(Map.copyOf(tables), false);
    }

    /** Gives the memory of the tables. */
    public long bytes() {
        return Float.BYTES * tables.values().stream().mapToLong(NDArray::size).sum();
    }
}
