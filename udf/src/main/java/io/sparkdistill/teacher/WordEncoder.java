package io.sparkdistill.teacher;

import io.sparkdistill.format.EmbeddingTable;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.WordPieces;
import java.io.IOException;
import java.util.List;

/** Computes a vector for each of some words with an exported model of texts. */
public sealed interface WordEncoder extends AutoCloseable permits WordEncoder.OfPieces, HiddenStateEncoder {
    /** Lists what the vector of a word is made of. */
    enum Source {
        /**
         * The mean of the model's last hidden states over the pieces of the word, which the model reads alone. An ONNX
         * model need not return them.
         */
        HIDDEN {
            @Override
            WordEncoder open(StagedModel model, TextModelSpec spec, SubwordTokenizer tokenizer) throws IOException {
                return HiddenStateEncoder.open(model, spec, tokenizer);
            }
        },
        /** The mean of the model's input embeddings over the pieces of the word. */
        WORD_PIECES {
            @Override
            WordEncoder open(StagedModel model, TextModelSpec spec, SubwordTokenizer tokenizer) throws IOException {
                var file = model.file(spec.format().file());
                var weights = spec.format().weights(file, model.modelFiles(), spec.fingerprint());
                long tokens = tokenizer.settings().largestId() + 1;
                return new OfPieces(EmbeddingTable.find(spec.format(), file, weights, tokens), tokenizer);
            }
        };

        abstract WordEncoder open(StagedModel model, TextModelSpec spec, SubwordTokenizer tokenizer) throws IOException;
    }

    /**
     * Loads a model.
     *
     * @param model a model of texts: see {@link ExportedSource#text}
     * @throws IOException if the model cannot be loaded, or lacks what the source names
     */
    static WordEncoder open(StagedModel model, Source source) throws IOException {
        TextModelSpec spec = (TextModelSpec) model.spec();
        SubwordTokenizer tokenizer = SubwordTokenizer.read(
                model.file(TextModelSpec.TOKENIZER), spec.input().maxTokens());
        try {
            return source.open(model, spec, tokenizer);
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /**
     * Computes the vectors of words, in their order.
     *
     * @throws IllegalStateException if the model fails, or returns no hidden states
     */
    float[][] encode(List<String> words);

    @Override
    void close();

    /** Computes means of input embeddings. */
    record OfPieces(EmbeddingTable table, SubwordTokenizer tokenizer) implements WordEncoder {
        @Override
        public float[][] encode(List<String> words) {
            return words.stream()
                    .map(tokenizer::pieces)
                    .map(WordPieces::ids)
                    .map(table::mean)
                    .toArray(float[][]::new);
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }
}
