package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.inference.ModelSpec;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads logits from a model's outputs, and checks that there is one row per input.
 *
 * @param classes required number of logits, see {@link ModelSpec#classes}
 */
record LogitsReader(int classes, ModelOutput output) {
    /**
     * Returns the logits of each input.
     *
     * @param outputs outputs of the model. The shape of the logits is {@code [batch, width]}, or differs from it only
     *     in dimensions of size 1, as when a model squeezes a batch of one
     * @throws IllegalStateException if the shape is a different one
     */
    List<float[]> logits(NDList outputs, int batch) {
        NDArray logits = ModelOutputs.logits(outputs);
        Shape shape = logits.getShape();
        long width = shape.size() / batch;
        requireNumbers(logits.getDataType(), width);
        if (!isMatrix(shape, batch, width)
                || (classes != ModelSpec.ANY_CLASSES && !output.kind().fits(width, classes))) {
            String others = outputs.size() == 1 ? "" : "; its outputs are " + ModelOutputs.describe(outputs);
            throw new IllegalStateException(
                    "Cannot read logits: expected shape (batch, %s) but the model returned %s%s%s"
                            .formatted(expected(), shape, remedy(shape, batch), others));
        }
        return rows(logits, batch).stream().map(output::logits).toList();
    }

    /** Refuses decisions: true and false, and one integer per row, which is the index of a class. */
    private static void requireNumbers(DataType type, long width) {
        if (type.isBoolean() || (type.isInteger() && width == 1)) {
            throw new IllegalStateException(
                    "Cannot read logits: the model returned decisions (%s); export it without its argmax or comparison"
                            .formatted(type.name().toLowerCase(Locale.ROOT)));
        }
    }

    private String expected() {
        if (classes == ModelSpec.ANY_CLASSES) {
            return "classes";
        }
        return output.kind() == ModelOutput.Kind.ONE_LOGIT ? "1" : Integer.toString(classes);
    }

    private String remedy(Shape shape, int batch) {
        boolean rightRows = shape.dimension() > 0 && shape.get(0) == batch;
        if (output.kind() == ModelOutput.Kind.LOGITS && classes == 2 && isMatrix(shape, batch, 1)) {
            return "; for a head of one output set output = one-logit, or output = probabilities if it ends in a sigmoid";
        }
        if (output.kind() == ModelOutput.Kind.ONE_LOGIT && classes != 2) {
            return "; output = one-logit is for two classes";
        }
        if (!rightRows && shape.equals(new Shape(classes, batch))) {
            return ": one row per class; transpose it before it is exported";
        }
        if (rightRows && shape.dimension() == 3) {
            return "; pool a model that returns one row per token before it is exported";
        }
        return rightRows || (batch == 1 && shape.dimension() == 1)
                ? ""
                : " for %d inputs: its batch size may be fixed, or it returns one row per token".formatted(batch);
    }

    /**
     * Returns the hidden state of each input.
     *
     * @param hidden array of shape {@code [batch, width]}
     * @throws IllegalStateException if the shape is a different one
     */
    static List<float[]> hidden(NDArray hidden, int batch) {
        Shape shape = hidden.getShape();
        if (shape.dimension() != 2 || shape.get(0) != batch) {
            throw new IllegalStateException(
                    "Cannot read hidden states: expected shape (%d, width), one state per input, but the model returned %s"
                            .formatted(batch, shape));
        }
        return rows(hidden, batch);
    }

    /**
     * Returns whether a shape is that of a matrix. Only in a batch of one may the batch dimension be missing: a vector
     * of two values is either two rows of one class or one row of two classes.
     */
    private static boolean isMatrix(Shape shape, int batch, long width) {
        boolean leads = batch == 1 || (shape.dimension() > 0 && shape.get(0) == batch);
        return leads && Arrays.equals(withoutOnes(shape.getShape()), withoutOnes(batch, width));
    }

    private static long[] withoutOnes(long... sizes) {
        return Arrays.stream(sizes).filter(size -> size != 1).toArray();
    }

    private static List<float[]> rows(NDArray matrix, int count) {
        float[] flat = floats(matrix);
        int width = flat.length / count;
        List<float[]> rows = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            rows.add(Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        }
        return rows;
    }

    private static float[] floats(NDArray numbers) {
        return numbers.getDataType() == DataType.BFLOAT16
                ? fromBfloat16(numbers.toByteBuffer().asShortBuffer())
                : numbers.toType(DataType.FLOAT32, false).toFloatArray();
    }

    /** Converts bfloat16, which is the upper half of float32. DJL has no conversion, and not every engine has one. */
    private static float[] fromBfloat16(ShortBuffer halves) {
        float[] values = new float[halves.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(halves.get(i) << Short.SIZE);
        }
        return values;
    }
}
