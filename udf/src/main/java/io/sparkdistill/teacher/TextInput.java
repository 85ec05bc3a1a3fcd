package io.sparkdistill.teacher;

import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.Serializable;
import java.util.List;

/**
 * Describes the text input of an exported model.
 *
 * @param maxTokens maximum number of tokens, special tokens included; longer texts are truncated
 * @param tensors outputs of the tokenizer that the model takes, in order
 */
public record TextInput(int maxTokens, List<TokenizerOutput> tensors) implements Serializable {
    public TextInput {
        tensors = List.copyOf(tensors);
    }
}
