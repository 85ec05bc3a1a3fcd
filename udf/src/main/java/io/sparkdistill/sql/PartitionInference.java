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

/** Opens models and projections for a partition: from its number and its rows to the rows with their logits. */
final class PartitionInference extends AbstractFunction2<Object, Iterator<InternalRow>, Iterator<InternalRow>>
        implements Serializable {
    /** Limits of windows and batches. */
    static final BatchLimits LIMITS = new BatchLimits(4096, 1024, 256);

    private final List<ShippedCall> questions;
    private final scala.collection.immutable.List<Attribute> input;
    private final scala.collection.immutable.List<Attribute> output;
    private final RefusalPolicy unanswered;
    private final InferenceMetrics metrics;

    /**
     * A call and its model.
     *
     * @param model null if the answer is always null
     */
    record ShippedCall(ModelCall call, ShippedModel model) implements Serializable {}

    PartitionInference(
            List<ShippedCall> questions,
            scala.collection.immutable.List<Attribute> input,
            scala.collection.immutable.List<Attribute> output,
            RefusalPolicy unanswered,
            InferenceMetrics metrics) {
        this.questions = List.copyOf(questions);
        this.input = input;
        this.output = output;
        this.unanswered = unanswered;
        this.metrics = metrics;
    }

    @Override
    public Iterator<InternalRow> apply(Object partition, Iterator<InternalRow> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        List<Expression> texts =
                questions.stream().map(question -> question.call().text()).toList();
        UnsafeProjection readTexts = UnsafeProjection.create(Sequences.<Expression>asScala(texts), input);
        // Expressions such as rand() have their state, and their seed, by partition.
        readTexts.initialize((int) partition);
        UnsafeProjection write =
                UnsafeProjection.create(Sequences.<Expression>asScala(Sequences.asJava(output)), output);
        List<TextPredictor> models = new ArrayList<>();
        for (ShippedCall question : questions) {
            models.add(new TextPredictor(question.call().prettyName(), open(question.model()), unanswered, metrics));
        }
        return new PredictedRows(rows, readTexts, models, write, metrics.rows());
    }

    private static TaskModel open(ShippedModel model) {
        return model == null ? null : TaskModel.open(model, LIMITS, cost -> {});
    }
}
