package io.sparkdistill.inference;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Labels the rows of a partition. Input rows have the input columns of {@link TransferSet}; output rows have {@link
 * ResultRows#SCHEMA}, in the same order.
 */
public final class PartitionLabeler implements FlatMapFunction<Iterator<Row>, Row> {
    private final ShippedModel shipped;
    private final BatchLimits limits;
    private final LabelCounters counters;

    /**
     * Creates a labeler.
     *
     * @param counters counters of all batches
     */
    public PartitionLabeler(ShippedModel shipped, BatchLimits limits, LabelCounters counters) {
        this.shipped = shipped;
        this.limits = limits;
        this.counters = counters;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return rows.hasNext() ? new LabeledRows(TaskModel.open(shipped, limits, counters::add), rows) : rows;
    }

    /** Labels one window of rows at a time; while the model computes one window, the next one is tokenized. */
    private final class LabeledRows implements Iterator<Row> {
        private final TaskModel model;
        private final Iterator<Row> rows;
        private Iterator<Row> labeled = Collections.emptyIterator();
        private Window next;

        /** A window holds rows that are labeled together. */
        private record Window(List<String> keys, Supplier<List<RowResult>> results) {}

        LabeledRows(TaskModel model, Iterator<Row> rows) {
            this.model = model;
            this.rows = rows;
            this.next = prepare();
        }

        @Override
        public boolean hasNext() {
            return labeled.hasNext() || next != null;
        }

        @Override
        public Row next() {
            if (!labeled.hasNext()) {
                Window current = next;
                next = rows.hasNext() ? prepare() : null;
                labeled = rows(current);
            }
            return labeled.next();
        }

        private Window prepare() {
            List<String> keys = new ArrayList<>();
            List<ModelInput> inputs = new ArrayList<>();
            while (rows.hasNext() && inputs.size() < limits.windowRows()) {
                Row row = rows.next();
                keys.add(row.getAs(TransferSet.EXAMPLE_KEY));
                inputs.add(ModelInput.of(row));
            }
            return new Window(keys, model.prepare(inputs));
        }

        private static Iterator<Row> rows(Window window) {
            List<RowResult> results = window.results().get();
            List<Row> rows = new ArrayList<>(results.size());
            for (int i = 0; i < results.size(); i++) {
                rows.add(ResultRows.of(window.keys().get(i), results.get(i)));
            }
            return rows.iterator();
        }
    }
}
