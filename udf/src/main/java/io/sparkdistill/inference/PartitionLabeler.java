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
 * Asks a model about every row of a partition. Rows in have the input columns of {@link TransferSet}; rows out have
 * {@link ResultRows#SCHEMA}, in the order of the rows in: either logits or a reason.
 */
public final class PartitionLabeler implements FlatMapFunction<Iterator<Row>, Row> {
    private final ShippedModel shipped;
    private final BatchLimits limits;
    private final LabelCounters counters;

    /**
     * Asks a model.
     *
     * @param counters are told of every batch
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

    /** The answers, a window at a time; while the model is asked about one, the next is being tokenized. */
    private final class LabeledRows implements Iterator<Row> {
        private final TaskModel model;
        private final Iterator<Row> rows;
        private Iterator<Row> answered = Collections.emptyIterator();
        private Window next;

        /** Rows that are asked together. */
        private record Window(List<String> keys, Supplier<List<RowResult>> answers) {}

        LabeledRows(TaskModel model, Iterator<Row> rows) {
            this.model = model;
            this.rows = rows;
            this.next = prepare();
        }

        @Override
        public boolean hasNext() {
            return answered.hasNext() || next != null;
        }

        @Override
        public Row next() {
            if (!answered.hasNext()) {
                Window asked = next;
                next = rows.hasNext() ? prepare() : null;
                answered = rows(asked);
            }
            return answered.next();
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
            List<RowResult> answers = window.answers().get();
            List<Row> rows = new ArrayList<>(answers.size());
            for (int i = 0; i < answers.size(); i++) {
                rows.add(ResultRows.of(window.keys().get(i), answers.get(i)));
            }
            return rows.iterator();
        }
    }
}
