package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.text.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Texts and pairs as int64 tensors of shape {@code [batch, tokens]}, padded with 0 to the longest of the batch. */
final class TextTensors implements InputTensors<SubwordTokens> {
    private final SubwordTokenizer tokenizer;
    private final List<TokenizerOutput> inputs;

    private TextTensors(SubwordTokenizer tokenizer, List<TokenizerOutput> inputs) {
        this.tokenizer = tokenizer;
        this.inputs = inputs;
    }

    /**
     * Tensors by a tokenizer.
     *
     * @param tokenizer a {@code tokenizer.json}
     * @param maxTokens as in {@link TextModelSpec#maxTokens}
     * @param inputs as in {@link TextModelSpec#inputs}
     */
    static TextTensors open(Path tokenizer, int maxTokens, List<TokenizerOutput> inputs) throws IOException {
        return new TextTensors(SubwordTokenizer.read(tokenizer, maxTokens), inputs);
    }

    @Override
    public SubwordTokens encode(ModelInput input) {
        return tokenizer.tokenize(input.text(), input.textPair());
    }

    @Override
    public NDList batch(NDManager manager, List<SubwordTokens> batch) {
        int length = batch.stream().mapToInt(Tokens::count).max().orElseThrow();
        NDList tensors = new NDList();
        for (TokenizerOutput output : inputs) {
            tensors.add(padded(manager, batch, output, length));
        }
        return tensors;
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
    public List<String> names() {
        return inputs.stream().map(TokenizerOutput::written).toList();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
