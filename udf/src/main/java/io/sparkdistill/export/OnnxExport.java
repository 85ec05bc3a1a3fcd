package io.sparkdistill.export;

import io.sparkdistill.network.OnnxLayers;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Element;
import io.sparkdistill.onnx.OnnxGraph.Value;
import io.sparkdistill.student.StudentModel;
import java.util.ArrayList;
import java.util.List;

/**
 * A student as an ONNX model. It reads {@code words}, int64 {@code (rows, steps)}, word ids padded with 0 at the end, of
 * which every row has one at least; for pairs {@code words_pair} too; or {@code features}, float {@code (rows,
 * features)}. It gives {@code logits} and {@code probabilities}, float {@code (rows, classes)}.
 */
public final class OnnxExport {
    public static final String WORDS = "words";
    public static final String WORDS_PAIR = "words_pair";
    public static final String FEATURES = "features";
    public static final String LOGITS = "logits";
    public static final String PROBABILITIES = "probabilities";

    private static final String ROWS = "rows";

    private OnnxExport() {}

    /** The bytes of the model: the same student gives the same. */
    public static byte[] of(StudentModel model) {
        OnnxGraph graph = new OnnxGraph();
        OnnxLayers layers = new OnnxLayers(graph, model.parameterShapes(), model.exportParameters());
        TaskShape task = model.task();
        Value logits = model.network().onnx(layers, inputs(layers, task));
        String classes = Integer.toString(task.classes());
        graph.output(logits, LOGITS, ROWS, classes);
        graph.output(
                graph.apply("Softmax", List.of(Attribute.number("axis", 1)), logits), PROBABILITIES, ROWS, classes);
        return graph.model();
    }

    /** The names of the model's inputs, in order. */
    public static List<String> inputs(TaskShape task) {
        if (!task.readsText()) {
            return List.of(FEATURES);
        }
        return task.sentences() == 2 ? List.of(WORDS, WORDS_PAIR) : List.of(WORDS);
    }

    private static OnnxLayers.OnnxInputs inputs(OnnxLayers layers, TaskShape task) {
        OnnxGraph graph = layers.graph();
        if (!task.readsText()) {
            String width = Integer.toString(task.featureCount());
            return new OnnxLayers.OnnxInputs(List.of(), graph.input(FEATURES, Element.FLOAT, ROWS, width));
        }
        List<OnnxLayers.Sentence> sentences = new ArrayList<>();
        sentences.add(layers.sentence(graph.input(WORDS, Element.INT64, ROWS, "steps")));
        if (task.sentences() == 2) {
            sentences.add(layers.sentence(graph.input(WORDS_PAIR, Element.INT64, ROWS, "steps_pair")));
        }
        return new OnnxLayers.OnnxInputs(sentences, null);
    }
}
