package io.sparkdistill.teacher;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Asks a model about every row of a partition. Rows in have the input columns of {@link TransferSet}; rows out have
 * {@link Answer#SCHEMA}, in the order of the rows in: either logits or a reason.
 */
public final class LabelRows implements MapPartitionsFunction<Row, Row> {
    private final ModelSpec spec;
    private final BatchLimits limits;
    private final LongAccumulator rowsDone;
    private final LongAccumulator tokensDone;

    /**
     * Asks a model.
     *
     * @param rowsDone counts the rows answered
     * @param tokensDone counts the tokens that the model saw
     */
    public LabelRows(ModelSpec spec, BatchLimits limits, LongAccumulator rowsDone, LongAccumulator tokensDone) {
        this.spec = spec;
        this.limits = limits;
        this.rowsDone = rowsDone;
        this.tokensDone = tokensDone;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        PyTorch.useThreads(PyTorch.taskThreads());
        LogitsModel<?> model = ModelHolder.model(spec, ModelFiles.ofExecutor(), PyTorch.taskDevice());
        return answers(model, rows);
    }

    private <T extends Tokens> Iterator<Row> answers(LogitsModel<T> model, Iterator<Row> rows) {
        WindowedLabeler<T> labeler = new WindowedLabeler<>(model, limits, this::countBatch);
        TaskContext.get().addTaskCompletionListener(context -> {
            labeler.close();
        });
        return new Iterator<>() {
            private Iterator<Row> window = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                return window.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!window.hasNext()) {
                    window = labelWindow(labeler, rows);
                }
                return window.next();
            }
        };
    }

    private Iterator<Row> labelWindow(WindowedLabeler<?> labeler, Iterator<Row> rows) {
        List<String> keys = new ArrayList<>();
        List<ModelInput> window = new ArrayList<>();
        while (rows.hasNext() && window.size() < limits.windowRows()) {
            Row row = rows.next();
            keys.add(row.getAs(TransferSet.EXAMPLE_KEY));
            window.add(ModelInput.of(row));
        }
        Answer[] answers = labeler.label(window);
        List<Row> labeled = new ArrayList<>(answers.length);
        for (int i = 0; i < answers.length; i++) {
            labeled.add(answers[i].row(keys.get(i)));
        }
        return labeled.iterator();
    }

    private void countBatch(int rows, int tokens) {
        rowsDone.add(rows);
        tokensDone.add(tokens);
    }
}
