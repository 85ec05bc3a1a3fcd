package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.sparkdistill.text.TokenizerOutput;
import java.util.List;

/** Pads a batch to its longest input and takes the logits, shape {@code [batch, classes]}, of any float type. */
final class LogitsTranslator implements NoBatchifyTranslator<List<SubwordTokens>, float[][]> {
    private final TorchScriptSpec spec;

    LogitsTranslator(TorchScriptSpec spec) {
        this.spec = spec;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<SubwordTokens> batch) {
        int length = batch.stream().mapToInt(Tokens::count).max().orElseThrow();
        NDList inputs = new NDList();
        for (TokenizerOutput output : spec.inputs()) {
            inputs.add(padded(context.getNDManager(), batch, output, length));
        }
        return inputs;
    }

    private static NDArray padded(NDManager manager, List<SubwordTokens> batch, TokenizerOutput output, int length) {
        long[] values = new long[batch.size() * length];
        for (int row = 0; row < batch.size(); row++) {
            SubwordTokens tokens = batch.get(row);
            for (int position = 0; position < tokens.count(); position++) {
                values[row * length + position] = tokens.at(output, position);
            }
        }
        return manager.create(values, new Shape(batch.size(), length));
    }

    @Override
    public float[][] processOutput(TranslatorContext context, NDList outputs) {
        NDArray logits = outputs.head();
        long[] shape = logits.getShape().getShape();
        if (shape.length != 2 || (spec.classes() != ModelSpec.ANY_CLASSES && shape[1] != spec.classes())) {
            throw new IllegalStateException("Cannot read logits: expected shape (batch, %d) but the model returned %s"
                    .formatted(spec.classes(), logits.getShape()));
        }
        float[] flat = logits.toType(DataType.FLOAT32, false).toFloatArray();
        int classes = (int) shape[1];
        float[][] rows = new float[(int) shape[0]][classes];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(flat, row * classes, rows[row], 0, classes);
        }
        return rows;
    }
}
