package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import io.sparkdistill.tokenizer.TokenizerSettings;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Creates the tensors of texts and pairs: int64, of shape {@code [batch, tokens]}, padded to the longest text of the
 * batch as the tokenizer's file says ({@link TokenizerSettings}). The attention mask of padding is 0.
 */
final class TextTensors implements InputTensors<SubwordTokens> {
    private final SubwordTokenizer tokenizer;
    private final int maxTokens;
    private final List<TokenizerOutput> inputs;

    TextTensors(SubwordTokenizer tokenizer, int maxTokens, List<TokenizerOutput> inputs) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.inputs = inputs;
    }

    /**
     * Loads a tokenizer.
     *
     * @param tokenizer path of a {@code tokenizer.json}
     * @param maxTokens as in {@link TextModelSpec#maxTokens}
     * @param inputs as in {@link TextModelSpec#inputs}
     */
    static TextTensors open(Path tokenizer, int maxTokens, List<TokenizerOutput> inputs) throws IOException {
        return new TextTensors(SubwordTokenizer.read(tokenizer, maxTokens), maxTokens, inputs);
    }

    @Override
    public SubwordTokens encode(ModelInput input) {
        return tokenizer.tokenize(input.text(), input.textPair());
    }

    @Override
    public Optional<SubwordTokens> withLargestId(SubwordTokens input) {
        long largest = tokenizer.settings().largestId();
        return largest < 0 ? Optional.empty() : Optional.of(input.with(largest));
    }

    @Override
    public void checkFit(ModelInputs model) throws IOException {
        int length = model.length();
        if (length > 0 && maxTokens > length) {
            throw new IOException(
                    "Cannot load the model: it takes at most %d tokens, but max-tokens = %d; set max-tokens = %d"
                            .formatted(length, maxTokens, length));
        }
    }

    @Override
    public NDList batch(NDManager manager, List<SubwordTokens> batch, int length) {
        int columns = length > 0
                ? length
                : batch.stream().mapToInt(Tokens::count).max().orElseThrow();
        NDList tensors = new NDList();
        for (TokenizerOutput output : inputs) {
            tensors.add(padded(manager, batch, output, columns));
        }
        return tensors;
    }

    private NDArray padded(NDManager manager, List<SubwordTokens> batch, TokenizerOutput output, int length) {
        TokenizerSettings settings = tokenizer.settings();
        long[] values = new long[batch.size() * length];
        Arrays.fill(values, settings.padding(output));
        for (int row = 0; row < batch.size(); row++) {
            SubwordTokens tokens = batch.get(row);
            int start = row * length + settings.start(tokens.count(), length);
            for (int position = 0; position < tokens.count(); position++) {
                values[start + position] = tokens.at(output, position);
            }
        }
        return manager.create(values, new Shape(batch.size(), length));
    }

    @Override
    public List<String> names() {
        return inputs.stream().map(TokenizerOutput::tensorName).toList();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
