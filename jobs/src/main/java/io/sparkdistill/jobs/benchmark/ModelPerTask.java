package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.teacher.TextModelSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Runs a model on Spark in the plain way: each task loads the model and pads fixed batches in arrival order. */
final class ModelPerTask implements FlatMapFunction<Iterator<String>, float[]> {
    private final ShippedModel model;
    private final Batching batching;

    ModelPerTask(ShippedModel model, Batching batching) {
        this.model = model;
        this.batching = batching;
    }

    @Override
    public Iterator<float[]> call(Iterator<String> rows) {
        List<String> texts = new ArrayList<>();
        rows.forEachRemaining(texts::add);
        try (BareModel bare = new BareModel((TextModelSpec) model.spec(), model.files())) {
            return bare.logits(texts, batching).iterator();
        }
    }
}
