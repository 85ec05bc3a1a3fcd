package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.ElementType;
import io.sparkdistill.onnx.OnnxGraph.Value;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordEncoderTest {
    /** One state of two values per token: its id and the square of its id. */
    private static final String STATES =
            """
            ids = torch.unsqueeze(torch.to(input_ids, 6), 2)
            return torch.cat([ids, torch.mul(ids, ids)], 2)
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTokenizer() throws IOException {
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
    }

    @Test
    void hiddenStatesAreTheMeanOverThePiecesOfTheWordWithoutSpecialTokens() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), STATES);

        try (WordEncoder encoder = WordEncoder.open(staged(), WordEncoder.Source.HIDDEN)) {
            float[][] vectors = encoder.encode(List.of("film", "good film", "bad", "good film bad"));

            assertThat(vectors[0]).containsExactly(7, 49);
            assertThat(vectors[1]).containsExactly(6, 37);
            assertThat(vectors[2]).containsExactly(6, 36);
            assertThat(vectors[3][0]).isEqualTo(6);
        }
    }

    @Test
    void withoutStatesOfTokensThePooledStateIsTaken() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.WITH_HIDDEN);

        try (WordEncoder encoder = WordEncoder.open(staged(), WordEncoder.Source.HIDDEN)) {
            float[][] vectors = encoder.encode(List.of("film", "good film"));

            assertThat(vectors[0]).hasSize(3).endsWith(3);
            assertThat(vectors[1]).hasSize(3).endsWith(4);
        }
    }

    @Test
    void aModelOfLogitsAloneHasNoHiddenStates() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);

        try (WordEncoder encoder = WordEncoder.open(staged(), WordEncoder.Source.HIDDEN)) {
            assertThatThrownBy(() -> encoder.encode(List.of("film")))
                    .hasMessage("Cannot compute word vectors: the model returns no hidden states, but (1, 2); name an"
                            + " encoder whose output is (batch, tokens, width), export the model with its pooled state"
                            + " as second output, or set student.teacher-vectors.source = word-pieces");
        }
    }

    @Test
    void theLastStatesWithinAnOnnxModelOfLogitsAloneAreFound() throws IOException {
        // States 2 * (id, id^2), their mean over the tokens, and logits.
        OnnxGraph graph = new OnnxGraph();
        Value ids = graph.cast(graph.input("input_ids", ElementType.INT64, "batch", "tokens"), ElementType.FLOAT);
        Value mask = graph.cast(graph.input("attention_mask", ElementType.INT64, "batch", "tokens"), ElementType.FLOAT);
        Value column = graph.apply("Unsqueeze", graph.apply("Mul", ids, mask), graph.constant(2));
        Value pair = graph.apply(
                "Concat", List.of(OnnxGraph.Attribute.ofInt("axis", 2)), column, graph.apply("Mul", column, column));
        Value states = graph.apply("Add", pair, pair);
        Value pooled = graph.apply("ReduceMean", List.of(OnnxGraph.Attribute.ofInts("axes", 1)), states);
        Value flat = graph.apply("Squeeze", pooled, graph.constant(1));
        graph.output(graph.apply("Add", flat, graph.scalar(1)), "logits", "batch", "classes");
        Files.write(folder.resolve("model.onnx"), graph.model());

        try (WordEncoder encoder = WordEncoder.open(stagedOnnx(), WordEncoder.Source.HIDDEN)) {
            float[][] vectors = encoder.encode(List.of("film", "good film"));

            assertThat(vectors[0]).containsExactly(14, 98);
            assertThat(vectors[1]).containsExactly(12, 74);
        }
    }

    @Test
    void anOnnxModelWithoutStatesOfTokensIsRefused() throws IOException {
        TinyOnnx.writeTwin(folder.resolve("model.onnx"), List.of("input_ids", "attention_mask"));

        try (WordEncoder encoder = WordEncoder.open(stagedOnnx(), WordEncoder.Source.HIDDEN)) {
            assertThatThrownBy(() -> encoder.encode(List.of("film")))
                    .hasMessageContaining("the model returns no hidden states, but (1, 2)");
        }
    }

    @Test
    void wordPiecesAreMeansOfTheRowsOfTheEmbeddingTable() throws IOException {
        TinyTeacher.writeTrainable(folder.resolve("model.pt"));

        try (WordEncoder encoder = WordEncoder.open(staged(), WordEncoder.Source.WORD_PIECES)) {
            float[][] vectors = encoder.encode(List.of("film", "good film"));

            assertThat(vectors[0]).containsExactly(row(7, 0), row(7, 1));
            assertThat(vectors[1][1]).isCloseTo((row(5, 1) + row(7, 1)) / 2, within());
        }
    }

    @Test
    void aModelWithoutATableForEveryTokenIsRefused() throws IOException {
        TinyTeacher.writeLarge(folder.resolve("model.pt"), 11);

        assertThatThrownBy(() -> WordEncoder.open(staged(), WordEncoder.Source.WORD_PIECES))
                .hasMessageContaining("has no matrix of floats with a row for each of the 12 tokens of its tokenizer; a"
                        + " frozen or a quantized model has none: name another export of it");
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-6f);
    }

    private static float row(int token, int column) {
        return (float) Math.sin(2 * token + column) / 10;
    }

    private StagedModel staged() throws IOException {
        return staged(ModelFormat.TORCH_SCRIPT, "model.pt", List.of(TokenizerOutput.values()));
    }

    private StagedModel stagedOnnx() throws IOException {
        return staged(
                ModelFormat.ONNX, "model.onnx", List.of(TokenizerOutput.INPUT_IDS, TokenizerOutput.ATTENTION_MASK));
    }

    private StagedModel staged(ModelFormat format, String file, List<TokenizerOutput> inputs) throws IOException {
        ModelSource source = ModelSource.exported(format, folder.resolve(file).toString())
                .text(folder.resolve("tokenizer.json").toString(), new TextInput(16, inputs));
        return new ModelStaging(new Configuration()).stage(source);
    }
}
