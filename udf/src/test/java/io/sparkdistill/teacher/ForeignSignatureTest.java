package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models whose inputs and outputs have other names, orders, types and shapes than a tokenizer's and a classifier's. */
class ForeignSignatureTest {
    private static final List<TokenizerOutput> ALL = List.of(TokenizerOutput.values());
    private static final List<TokenizerOutput> TWO = ALL.subList(0, 2);
    private static final List<String> NAMES = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final String TEXT_INPUTS = "input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor";
    private static final String RETURN = "return torch.stack([mean, torch.neg(mean)], 1)";
    private static final float MEAN = (float) ((Math.sin(2) + Math.sin(5) + Math.sin(7) + Math.sin(3)) / 4);
    private static final ModelOutput PROBABILITIES = new ModelOutput(ModelOutput.Kind.PROBABILITIES, List.of());
    private static final ModelOutput ONE_LOGIT = new ModelOutput(ModelOutput.Kind.ONE_LOGIT, List.of());

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            input_ids: Tensor, attention_mask: Tensor, position_ids: Tensor | [input_ids, attention_mask, position_ids] | [input_ids, attention_mask, token_type_ids]; [position_ids] cannot be given: export the model without it
            input_ids: Tensor, padding_mask: Tensor, types: Tensor | [input_ids, padding_mask, types] | [input_ids, attention_mask, token_type_ids]; [padding_mask] cannot be given: export the model without it
            mask: Tensor, ids: Tensor, segments: Tensor | [mask, ids, segments] | [input_ids, attention_mask, token_type_ids]
            ids: Tensor, segment_ids: Tensor, attn_mask: Tensor | [ids, segment_ids, attn_mask] | [input_ids, attention_mask, token_type_ids]
            """)
    void givesNoTensorForAnotherToATorchScriptModel(String inputs, String taken, String given) {
        assertThatThrownBy(() -> {
                    TinyTeacher.write(folder.resolve("x-model.pt"), inputs, "return torch.ones([1, 2])\n");
                    load(ModelFormat.TORCH_SCRIPT, ALL, ModelOutput.LOGITS);
                })
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: its forward takes %s in this order but is given %s", taken, given);
    }

    @Test
    void givesInputsOfUnknownNamesInTheirOrder() throws IOException {
        String inputs = "first: Tensor, second: Tensor";
        String forward = "input_ids = first\n    mask = torch.to(second, 6)\n" + TinyTeacher.TWO_CLASSES;
        TinyTeacher.write(folder.resolve("x-model.pt"), inputs, forward);
        assertGoodFilm(ModelFormat.TORCH_SCRIPT, TWO, ModelOutput.LOGITS, MEAN, -MEAN);
    }

    @ParameterizedTest
    @CsvSource({
        "mask, ids",
        "Attention-Mask, Input-Token",
        "serving_default_attention_mask:0, serving_default_input_ids:0",
        "attn_mask, tokens"
    })
    void givesInputsByTheNamesOfOtherExportersWhateverTheirOrder(String mask, String ids) throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), List.of("attention_mask", "input_ids"));
        rename("attention_mask", mask);
        rename("input_ids", ids);
        assertGoodFilm(ModelFormat.ONNX, TWO, ModelOutput.LOGITS, MEAN, -MEAN);
    }

    @Test
    void takesASizeBelowZeroForAnySize() throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        TinyOnnx.change(
                folder.resolve("x-model.onnx"),
                model -> model.getGraphBuilder().getInputBuilderList().forEach(input -> input.getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .getDimBuilderList()
                        .forEach(size -> size.setDimValue(-1))));
        assertGoodFilm(ModelFormat.ONNX, ALL, ModelOutput.LOGITS, MEAN, -MEAN);
    }

    @Test
    void changesNoValueToFitAnInput() throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        TinyOnnx.declareInputs(folder.resolve("x-model.onnx"), DataType.INT8);
        Files.writeString(folder.resolve("x-tokenizer.json"), tokenizer().replace("\"bad\": 6", "\"bad\": 300"));
        List<RowResult> results = label(ModelFormat.ONNX, ALL, ModelOutput.LOGITS, "good film", "bad film");
        assertThat(((RowResult.Prediction) results.get(0)).logits())
                .containsExactly(new float[] {MEAN, -MEAN}, within(1e-6f));
        assertThat(((RowResult.Refusal) results.get(1)).reason())
                .isEqualTo(
                        "the model failed: Cannot run the model: its input input_ids takes int8, which cannot hold all"
                                + " values of the row; export the model with inputs of 32 or 64 bits");
    }

    @Test
    void takesTheScoresOfAClassifierThatReturnsItsDecisionFirst() throws IOException {
        for (boolean strings : new boolean[] {false, true}) {
            TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
            TinyOnnx.change(
                    folder.resolve("x-model.onnx"),
                    model -> decisionAndProbabilities(model.getGraphBuilder(), strings));
            float likely = (float) -Math.log1p(Math.exp(-2 * MEAN));
            assertGoodFilm(ModelFormat.ONNX, ALL, PROBABILITIES, likely, likely - 2 * MEAN);
        }
        write(
                "return (torch.argmax(torch.stack([mean, torch.neg(mean)], 1), 1), torch.stack([mean, torch.neg(mean)], 1))");
        assertGoodFilm(ModelFormat.TORCH_SCRIPT, ALL, ModelOutput.LOGITS, MEAN, -MEAN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            return torch.argmax(torch.stack([mean, mean], 1), 1) | Cannot read logits: the model returned decisions (int64); export it without its argmax or comparison
            return torch.gt(mean, 0.) | Cannot read logits: the model returned decisions (boolean); export it without its argmax or comparison
            return torch.gt(torch.stack([mean, mean], 1), 0.) | Cannot read logits: the model returned decisions (boolean); export it without its argmax or comparison
            """)
    void takesNoDecisionsForLogits(String returned, String message) throws IOException {
        write(returned);
        for (ModelOutput output : List.of(ModelOutput.LOGITS, ONE_LOGIT, PROBABILITIES)) {
            assertPredictionFails(output, message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            return torch.stack([mean, torch.neg(mean)], 0) | Cannot read logits: expected shape (batch, 2) but the model returned (2, 3): one row per class; transpose it before it is exported
            return (torch.ones([3, 5]), torch.stack([mean, mean], 1)) | Cannot read logits: expected shape (batch, 2) but the model returned (3, 5); its outputs are [(3, 5), (3, 2)]: return the logits first, or name them logits
            return (None, torch.stack([mean, mean], 1)) | Unsupported IValue type. Its output must be tensors, without None: return the logits alone
            """)
    void saysWhatToChangeInAModel(String returned, String message) throws IOException {
        write(returned);
        assertPredictionFails(ModelOutput.LOGITS, message);
    }

    @Test
    void readsATokenizerThatBeginsWithAByteOrderMark() throws IOException {
        write(RETURN);
        Files.writeString(folder.resolve("x-tokenizer.json"), "\ufeff" + tokenizer());
        assertGoodFilm(ModelFormat.TORCH_SCRIPT, ALL, ModelOutput.LOGITS, MEAN, -MEAN);
    }

    @Test
    void rejectsATextWithAWordThatATokenizerWithoutAnUnknownTokenLacks() throws IOException {
        write(RETURN);
        Files.writeString(folder.resolve("x-tokenizer.json"), tokenizer().replace("\"[UNK]\": 1, ", ""));
        List<RowResult> results =
                label(ModelFormat.TORCH_SCRIPT, ALL, ModelOutput.LOGITS, "good film", "zebra", "good film");
        assertThat(results).filteredOn(RowResult.Prediction.class::isInstance).hasSize(2);
        assertThat(((RowResult.Refusal) results.get(1)).reason())
                .isEqualTo(
                        "the tokenizer failed: Cannot tokenize the text: WordLevel error: Missing [UNK] token from the"
                                + " vocabulary");
    }

    /** The outputs of scikit-learn's converters with {@code zipmap=False}: the class of each row, then probabilities. */
    private static void decisionAndProbabilities(GraphProto.Builder graph, boolean strings) {
        ValueInfoProto logits = graph.getOutput(0);
        graph.addNodeBuilder().setOpType("Softmax").addInput(logits.getName()).addOutput("probabilities");
        NodeProto.Builder decision = graph.addNodeBuilder()
                .setOpType("ArgMax")
                .addInput(logits.getName())
                .addOutput("index");
        attribute(decision, "axis", 1);
        attribute(decision, "keepdims", 0);
        int type = strings ? DataType.STRING_VALUE : DataType.INT64_VALUE;
        attribute(graph.addNodeBuilder().setOpType("Cast").addInput("index").addOutput("label"), "to", type);
        graph.clearOutput();
        graph.addOutputBuilder()
                .setName("label")
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(type)
                .getShapeBuilder()
                .addDimBuilder()
                .setDimParam("batch");
        graph.addOutput(logits.toBuilder().setName("probabilities"));
    }

    private static void attribute(NodeProto.Builder node, String name, int value) {
        node.addAttributeBuilder().setName(name).setType(AttributeType.INT).setI(value);
    }

    private void rename(String old, String name) throws IOException {
        TinyOnnx.change(folder.resolve("x-model.onnx"), model -> {
            model.getGraphBuilder().getInputBuilderList().stream()
                    .filter(input -> input.getName().equals(old))
                    .forEach(input -> input.setName(name));
            for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
                for (int i = 0; i < node.getInputCount(); i++) {
                    if (node.getInput(i).equals(old)) {
                        node.setInput(i, name);
                    }
                }
            }
        });
    }

    /** Writes a TorchScript model with another end of its forward. */
    private void write(String returned) throws IOException {
        String forward = TinyTeacher.TWO_CLASSES.replace(RETURN, returned);
        TinyTeacher.write(folder.resolve("x-model.pt"), TEXT_INPUTS, "mask = torch.to(attention_mask, 6)\n" + forward);
    }

    private void assertPredictionFails(ModelOutput output, String message) throws IOException {
        try (ExportedModel<SubwordTokens> model = load(ModelFormat.TORCH_SCRIPT, ALL, output);
                LogitsModel.Predictor<SubwordTokens> predictor = model.newPredictor()) {
            SubwordTokens text = model.tokenize(new ModelInput("good film", null, null));
            assertThatThrownBy(() -> predictor.predict(List.of(text, text, text)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot run the model: " + message);
        }
    }

    private void assertGoodFilm(ModelFormat format, List<TokenizerOutput> inputs, ModelOutput output, float... expected)
            throws IOException {
        RowResult result =
                label(format, inputs, output, "good film", "a long film").get(0);
        assertThat(((RowResult.Prediction) result).logits()).containsExactly(expected, within(1e-5f));
    }

    private List<RowResult> label(ModelFormat format, List<TokenizerOutput> inputs, ModelOutput output, String... texts)
            throws IOException {
        List<ModelInput> rows = List.of(texts).stream()
                .map(text -> new ModelInput(text, null, null))
                .toList();
        try (ExportedModel<SubwordTokens> model = load(format, inputs, output)) {
            return Labeling.label(model, rows, new BatchLimits(64, 4096, 64));
        }
    }

    private ExportedModel<SubwordTokens> load(ModelFormat format, List<TokenizerOutput> inputs, ModelOutput output)
            throws IOException {
        Path tokenizer = folder.resolve("x-tokenizer.json");
        if (Files.notExists(tokenizer)) {
            TinyTeacher.writeTokenizer(tokenizer);
        }
        return new TextModelSpec(
                        ModelIdentity.named("tiny").withFingerprint("x").withClasses(2),
                        format,
                        new TextInput(16, inputs),
                        output)
                .load(ModelFiles.in(folder), Device.cpu());
    }

    private String tokenizer() throws IOException {
        return Files.readString(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")));
    }
}
