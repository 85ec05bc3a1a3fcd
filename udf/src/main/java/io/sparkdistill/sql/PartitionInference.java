package io.sparkdistill.sql;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.inference.TaskModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** Opens models and projections for a partition, and appends the logits to its rows. */
final class PartitionInference extends AbstractFunction2<Object, Iterator<InternalRow>, Iterator<InternalRow>>
        implements Serializable {
    /** The limits of windows and batches. */
    static final BatchLimits LIMITS = new BatchLimits(4096, 1024, 256);

    private final List<ShippedCall> calls;
    private final scala.collection.immutable.List<Attribute> input;
    private final scala.collection.immutable.List<Attribute> output;
    private final RefusalPolicy refusals;
    private final InferenceMetrics metrics;

    /**
     * Holds a call and the model that Spark ships for it.
     *
     * @param model shipped model; null if the result is always null
     */
    record ShippedCall(ModelCall call, ShippedModel model) implements Serializable {}

    PartitionInference(
            List<ShippedCall> calls,
            scala.collection.immutable.List<Attribute> input,
            scala.collection.immutable.List<Attribute> output,
            RefusalPolicy refusals,
            InferenceMetrics metrics) {
        this.calls = List.copyOf(calls);
        this.input = input;
        this.output = output;
        this.refusals = refusals;
        this.metrics = metrics;
    }

    @Override
    public Iterator<InternalRow> apply(Object partition, Iterator<InternalRow> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        List<Expression> texts =
                calls.stream().map(shipped -> shipped.call().text()).toList();
        UnsafeProjection readTexts = UnsafeProjection.create(Sequences.<Expression>asScala(texts), input);
        // Expressions such as rand() have a state and a seed per partition.
        readTexts.initialize((int) partition);
        UnsafeProjection write =
                UnsafeProjection.create(Sequences.<Expression>asScala(Sequences.asJava(output)), output);
        List<TextPredictor> models = new ArrayList<>();
        for (ShippedCall shipped : calls) {
            models.add(new TextPredictor(shipped.call().prettyName(), open(shipped.model()), refusals, metrics));
        }
        return new PredictedRows(rows, readTexts, models, write, metrics.rows());
    }

    private static TaskModel open(ShippedModel model) {
        return model == null ? null : TaskModel.open(model, LIMITS, cost -> {});
    }
}
