package io.sparkdistill.teacher;

import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Asks a model about every row of a partition. Rows in have the input columns of {@link TransferSet}; rows out have
 * {@link Answer#SCHEMA}, in the order of the rows in: either logits or a reason.
 */
public final class LabelRows implements FlatMapFunction<Iterator<Row>, Row> {
    private final ModelSpec spec;
    private final BatchLimits limits;
    private final LabelCounters counters;

    /**
     * Asks a model.
     *
     * @param counters are told of every batch
     */
    public LabelRows(ModelSpec spec, BatchLimits limits, LabelCounters counters) {
        this.spec = spec;
        this.limits = limits;
        this.counters = counters;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        TaskModel model = TaskModel.open(spec, limits, counters::add);
        return new Iterator<>() {
            private Iterator<Row> window = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                return window.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!window.hasNext()) {
                    window = labelWindow(model, rows);
                }
                return window.next();
            }
        };
    }

    private Iterator<Row> labelWindow(TaskModel model, Iterator<Row> rows) {
        List<String> keys = new ArrayList<>();
        List<ModelInput> window = new ArrayList<>();
        while (rows.hasNext() && window.size() < limits.windowRows()) {
            Row row = rows.next();
            keys.add(row.getAs(TransferSet.EXAMPLE_KEY));
            window.add(ModelInput.of(row));
        }
        List<Answer> answers = model.ask(window);
        List<Row> labeled = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            labeled.add(answers.get(i).row(keys.get(i)));
        }
        return labeled.iterator();
    }
}
