package io.sparkdistill.export;

import io.sparkdistill.network.Inputs;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.ElementType;
import io.sparkdistill.onnx.OnnxGraph.Value;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.student.TreesModel;
import io.sparkdistill.tensor.OnnxOps;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Exports a student as an ONNX model.
 *
 * <p>The inputs are {@code words}, word ids as int64 {@code (rows, steps)}, at least one per row, padded with 0 at the
 * end; for pairs also {@code words_pair}; or {@code features}, float {@code (rows, features)}. The outputs are {@code
 * logits} and {@code probabilities}, float {@code (rows, classes)}.
 *
 * <p>The convolutions of a CNN become lookups in tables that ONNX Runtime computes when it loads the model, if these
 * take at most {@value #MAXIMUM_TABLE_BYTES} bytes: see {@link OnnxOps}.
 */
public final class OnnxExport {
    public static final String WORDS = "words";
    public static final String WORDS_PAIR = "words_pair";
    /** The input of a student that reads hashed terms. */
    public static final String TERMS = "terms";

    public static final String FEATURES = "features";
    public static final String LOGITS = "logits";
    public static final String PROBABILITIES = "probabilities";

    static final long MAXIMUM_TABLE_BYTES = 256_000_000;

    private static final String ROWS = "rows";

    private OnnxExport() {}

    /** Returns the bytes of the model. Equal students give equal bytes. */
    public static byte[] of(StudentModel model) {
        OnnxGraph graph = new OnnxGraph();
        OnnxOps ops = new OnnxOps(graph, MAXIMUM_TABLE_BYTES);
        Weights<Value> weights = parameters(ops, model)::get;
        Network network = model.network();
        Value hidden = network.hidden(ops, weights, inputs(graph, ops, model.task()));
        Value logits = network.logits(ops, weights, hidden);
        outputs(graph, logits, model.task().classes());
        return graph.model();
    }

    /**
     * Returns the bytes of a logistic student as an ONNX model. Its input is {@value #FEATURES}, or {@value #TERMS} for
     * texts: feature indices of terms as int64 {@code (rows, terms)}, at least one per row, padded at the end with the
     * number of features.
     */
    public static byte[] of(LogisticModel model) {
        OnnxGraph graph = new OnnxGraph();
        Value logits = model.shape().readsText() ? logitsOfTerms(graph, model) : logitsOfFeatures(graph, model);
        outputs(graph, logits, model.shape().classes());
        return graph.model();
    }

    /** Returns the bytes of a tree or forest as an ONNX model. Its input is {@value #FEATURES}. */
    public static byte[] of(TreesModel model) {
        OnnxGraph graph = new OnnxGraph();
        Value features = features(graph, model.shape().features());
        outputs(graph, OnnxTrees.logits(graph, model, features), model.shape().classes());
        return graph.model();
    }

    /** Returns the bytes of gradient boosted trees as an ONNX model. Its input is {@value #FEATURES}. */
    public static byte[] of(BoostedTreesModel model) {
        OnnxGraph graph = new OnnxGraph();
        Value features = features(graph, model.shape().features());
        outputs(graph, OnnxTrees.logits(graph, model, features), model.shape().classes());
        return graph.model();
    }

    /** The sums are computed in double, as by the student. */
    private static Value logitsOfFeatures(OnnxGraph graph, LogisticModel model) {
        LogisticModel.Shape shape = model.shape();
        Value weights = graph.constant("weights", model.weights(), shape.features(), shape.classes());
        Value intercepts = graph.constant("intercepts", model.intercepts(), shape.classes());
        Value sums = graph.apply(
                "MatMul",
                graph.cast(features(graph, shape.features()), ElementType.DOUBLE),
                graph.cast(weights, ElementType.DOUBLE));
        return graph.cast(graph.apply("Add", sums, graph.cast(intercepts, ElementType.DOUBLE)), ElementType.FLOAT);
    }

    private static Value logitsOfTerms(OnnxGraph graph, LogisticModel model) {
        LogisticModel.Shape shape = model.shape();
        int classes = shape.classes();
        // The last row is that of padding: zeros.
        float[] table = Arrays.copyOf(model.weights(), (shape.features() + 1) * classes);
        Value weights = graph.constant("weights", table, shape.features() + 1L, classes);
        Value terms = graph.input(TERMS, ElementType.INT64, ROWS, "steps");
        Value rows = graph.apply("Gather", weights, terms);
        Value sums =
                graph.apply("ReduceSum", List.of(Attribute.ofInt("keepdims", 0)), rows, graph.constant(new long[] {1}));
        return graph.apply("Add", sums, graph.constant("intercepts", model.intercepts(), classes));
    }

    /** Declares the outputs of a model that classifies. */
    private static void outputs(OnnxGraph graph, Value logits, int count) {
        String classes = Integer.toString(count);
        graph.output(logits, LOGITS, ROWS, classes);
        graph.output(graph.apply("Softmax", List.of(Attribute.ofInt("axis", 1)), logits), PROBABILITIES, ROWS, classes);
    }

    private static Map<String, Value> parameters(OnnxOps ops, StudentModel model) {
        Map<String, Value> parameters = new HashMap<>();
        float[][] values = model.exportParameters();
        for (int i = 0; i < values.length; i++) {
            ParameterShape shape = model.parameterShapes().get(i);
            long[] sizes = shape.sizes().stream().mapToLong(Long::longValue).toArray();
            parameters.put(shape.name(), ops.parameter(shape.name(), values[i], sizes));
        }
        return parameters;
    }

    /** Returns the names of the model's inputs, in order. */
    public static List<String> inputs(TaskShape task) {
        if (!task.readsText()) {
            return List.of(FEATURES);
        }
        return task.sentences() == 2 ? List.of(WORDS, WORDS_PAIR) : List.of(WORDS);
    }

    private static Inputs<Value> inputs(OnnxGraph graph, OnnxOps ops, TaskShape task) {
        if (!task.readsText()) {
            return new Inputs<>(List.of(), features(graph, task.featureCount()));
        }
        List<Sequences<Value>> sentences = new ArrayList<>();
        sentences.add(ops.sequences(graph.input(WORDS, ElementType.INT64, ROWS, "steps")));
        if (task.sentences() == 2) {
            sentences.add(ops.sequences(graph.input(WORDS_PAIR, ElementType.INT64, ROWS, "steps_pair")));
        }
        return new Inputs<>(sentences, null);
    }

    private static Value features(OnnxGraph graph, int count) {
        return graph.input(FEATURES, ElementType.FLOAT, ROWS, Integer.toString(count));
    }
}
