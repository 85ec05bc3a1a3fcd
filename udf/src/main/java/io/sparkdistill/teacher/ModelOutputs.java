package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.sparkdistill.engine.PyTorch;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds logits and hidden states among a model's outputs: by the names {@code logits} and {@code hidden}, else by
 * position.
 */
final class ModelOutputs {
    private static final String LOGITS = "logits";
    private static final String HIDDEN = "hidden";

    private ModelOutputs() {}

    /**
     * Returns the output named {@code logits}, or else the first one of floating-point numbers: scikit-learn's
     * converters write the predicted class before it. If there is none, it is the first output.
     *
     * @throws IllegalStateException if the outputs have no order, as those of a Python dict, and none has this name
     */
    static NDArray logits(NDList outputs) {
        return outputs.get(place(outputs));
    }

    /**
     * Returns the output named {@code hidden}, or else the first one besides the logits.
     *
     * @throws IllegalStateException if there is none
     */
    static NDArray hidden(NDList outputs) {
        int place = place(outputs);
        List<NDArray> others = IntStream.range(0, outputs.size())
                .filter(i -> i != place && outputs.get(i).getDataType().isFloating())
                .mapToObj(outputs::get)
                .toList();
        if (others.isEmpty()) {
            throw new IllegalStateException(
                    "Cannot read hidden states: the model returns only logits; export it with hidden states as its second output");
        }
        return others.stream()
                .filter(output -> HIDDEN.equals(output.getName()))
                .findFirst()
                .orElseGet(() -> {
                    if (others.size() > 1 && unordered(outputs)) {
                        throw unnamed(HIDDEN, outputs);
                    }
                    return others.get(0);
                });
    }

    /** Returns the names, if there are any, and the shapes of all outputs, for messages about a wrong choice. */
    static String describe(NDList outputs) {
        List<String> all = outputs.stream()
                .map(output -> (output.getName() == null ? "" : output.getName() + " ") + output.getShape())
                .toList();
        return all + ": return the logits first, or name them logits";
    }

    private static int place(NDList outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            if (LOGITS.equals(outputs.get(i).getName())) {
                return i;
            }
        }
        int[] floating = IntStream.range(0, outputs.size())
                .filter(i -> outputs.get(i).getDataType().isFloating())
                .toArray();
        if (floating.length == 1) {
            return floating[0];
        }
        if (outputs.size() > 1 && unordered(outputs)) {
            throw unnamed(LOGITS, outputs);
        }
        return floating.length == 0 ? 0 : floating[0];
    }

    /**
     * Returns whether the outputs have no order: DJL returns those of a dict in arbitrary order. Named outputs of ONNX
     * models are in order.
     */
    private static boolean unordered(NDList outputs) {
        NDArray first = outputs.head();
        return first.getName() != null
                && first.getManager().getEngine().getEngineName().equals(PyTorch.ENGINE);
    }

    private static IllegalStateException unnamed(String name, NDList outputs) {
        List<String> names = outputs.stream().map(NDArray::getName).sorted().toList();
        return new IllegalStateException(
                "Cannot read %s: the model returned a dict without that name; rename one of its entries: %s"
                        .formatted(name, names));
    }
}
