package io.sparkdistill.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.AbstractIterator;

/** Appends the logits of models to the rows of a partition; models run on a window of rows at a time. */
final class PredictedRows extends AbstractIterator<InternalRow> {
    /**
     * The size of the first window. Windows grow, so that a query that needs only few rows does not wait for thousands.
     */
    private static final int FIRST_WINDOW = 64;

    private final scala.collection.Iterator<InternalRow> rows;
    private final UnsafeProjection readTexts;
    private final List<TextPredictor> models;
    private final UnsafeProjection write;
    private final SQLMetric count;
    private Iterator<InternalRow> window = Collections.emptyIterator();
    private int windowRows = FIRST_WINDOW;

    /**
     * @param readTexts one text per model from a row
     * @param write a row from a row and the logits of each model
     * @param count of rows that came out
     */
    PredictedRows(
            scala.collection.Iterator<InternalRow> rows,
            UnsafeProjection readTexts,
            List<TextPredictor> models,
            UnsafeProjection write,
            SQLMetric count) {
        this.rows = rows;
        this.readTexts = readTexts;
        this.models = models;
        this.write = write;
        this.count = count;
    }

    @Override
    public boolean hasNext() {
        return window.hasNext() || rows.hasNext();
    }

    @Override
    public InternalRow next() {
        if (!window.hasNext()) {
            window = predicted(take()).iterator();
            windowRows = Math.min(2 * windowRows, PartitionInference.LIMITS.windowRows());
        }
        count.add(1);
        return write.apply(window.next());
    }

    private List<InternalRow> take() {
        List<InternalRow> taken = new ArrayList<>();
        while (rows.hasNext() && taken.size() < windowRows) {
            taken.add(rows.next().copy());
        }
        return taken;
    }

    private List<InternalRow> predicted(List<InternalRow> taken) {
        List<List<String>> texts = texts(taken);
        Object[][] logits = new Object[taken.size()][models.size()];
        for (int model = 0; model < models.size(); model++) {
            Object[] modelLogits = models.get(model).logits(texts.get(model));
            for (int row = 0; row < modelLogits.length; row++) {
                logits[row][model] = modelLogits[row];
            }
        }
        List<InternalRow> joined = new ArrayList<>(taken.size());
        for (int row = 0; row < logits.length; row++) {
            joined.add(new JoinedRow(taken.get(row), new GenericInternalRow(logits[row])));
        }
        return joined;
    }

    /** For each model its texts, one per row. */
    private List<List<String>> texts(List<InternalRow> taken) {
        List<List<String>> texts = new ArrayList<>();
        models.forEach(model -> texts.add(new ArrayList<>(taken.size())));
        for (InternalRow row : taken) {
            InternalRow modelTexts = readTexts.apply(row);
            for (int i = 0; i < texts.size(); i++) {
                texts.get(i)
                        .add(
                                modelTexts.isNullAt(i)
                                        ? null
                                        : modelTexts.getUTF8String(i).toString());
            }
        }
        return texts;
    }
}
