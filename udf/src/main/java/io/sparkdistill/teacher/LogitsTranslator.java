package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Puts whole batches to a model and takes its first output for logits: shape {@code [batch, classes]}, any float type.
 *
 * @param <T> an input
 */
final class LogitsTranslator<T> implements Translator<T, float[]> {
    private final BiFunction<NDManager, List<T>, NDList> tensors;
    private final int classes;

    /**
     * A translator.
     *
     * @param tensors of a batch
     * @param classes as in {@link ModelSpec#classes}
     */
    LogitsTranslator(BiFunction<NDManager, List<T>, NDList> tensors, int classes) {
        this.tensors = tensors;
        this.classes = classes;
    }

    @Override
    public NDList processInput(TranslatorContext context, T input) {
        return batchProcessInput(context, List.of(input));
    }

    @Override
    public NDList batchProcessInput(TranslatorContext context, List<T> inputs) {
        return tensors.apply(context.getNDManager(), inputs);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
        return batchProcessOutput(context, outputs).get(0);
    }

    @Override
    public List<float[]> batchProcessOutput(TranslatorContext context, NDList outputs) {
        NDArray logits = outputs.head();
        long[] shape = logits.getShape().getShape();
        if (shape.length != 2 || (classes != ModelSpec.ANY_CLASSES && shape[1] != classes)) {
            throw new IllegalStateException("Cannot read logits: expected shape (batch, %d) but the model returned %s"
                    .formatted(classes, logits.getShape()));
        }
        return rows(logits);
    }

    /** The rows of a matrix of any float type. */
    static List<float[]> rows(NDArray matrix) {
        float[] flat = floats(matrix);
        long count = matrix.getShape().get(0);
        int width = Math.toIntExact(matrix.getShape().get(1));
        List<float[]> rows = new ArrayList<>(Math.toIntExact(count));
        for (int row = 0; row < count; row++) {
            rows.add(Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        }
        return rows;
    }

    private static float[] floats(NDArray logits) {
        return logits.getDataType() == DataType.BFLOAT16
                ? fromBfloat16(logits.toByteBuffer().asShortBuffer())
                : logits.toType(DataType.FLOAT32, false).toFloatArray();
    }

    /** A bfloat16 is the upper half of a float32. DJL converts none, and not every engine does. */
    private static float[] fromBfloat16(ShortBuffer halves) {
        float[] values = new float[halves.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(halves.get(i) << Short.SIZE);
        }
        return values;
    }
}
