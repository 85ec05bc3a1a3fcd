package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ExternalData;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX models as other exporters write them. */
class ForeignOnnxTest {
    private static final List<TokenizerOutput> INPUTS = List.of(TokenizerOutput.values());
    private static final List<String> NAMES = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final List<String> TEXTS =
            List.of("good", "a very very very very long film", "not a bad film", "bad", "a good film");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "INT64, 0, 0",
        "INT32, 0, 0",
        "FLOAT, 0, 0",
        "INT64, 1, 0",
        "INT64, 2, 0",
        "INT64, 0, 16",
        "INT64, 3, 20",
        "INT32, 4, 16"
    })
    void givesInputsInTheTypesAndSizesThatTheModelDeclares(DataType type, long batch, long length) throws IOException {
        Path model = TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        List<float[]> expected = ask();
        TinyOnnx.declareInputs(model, type, batch, length);
        assertSame(ask(), expected);
    }

    @Test
    void saysWhenTextsMayBeLongerThanAFixedLength() throws IOException {
        Path model = TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        TinyOnnx.declareInputs(model, DataType.INT64, 0, 12);
        assertThatThrownBy(this::load)
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: it takes at most 12 tokens, but max-tokens = 16;"
                        + " set max-tokens = 12");
    }

    @ParameterizedTest
    @CsvSource({
        "input_ids attention_mask token_type_ids",
        "token_type_ids:0 attention_mask:0 input_ids:0",
        "input_word_ids input_mask input_type_ids",
        "segment_ids input_mask input_ids"
    })
    void takesTheNamesOfOtherExporters(String names) throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        List<float[]> expected = ask();
        writeRenamed(names.split(" ", -1));
        assertSame(ask(), expected);
    }

    @Test
    void givesNoInputByOrderWhereOthersHaveNames() throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), List.of("input_ids", "attention_mask", "position_ids"));
        assertThatThrownBy(this::load)
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: it takes [input_ids, attention_mask, position_ids]"
                        + " but is given [input_ids, attention_mask, token_type_ids]; [position_ids] cannot be given:"
                        + " export the model without it");
    }

    @Test
    void takesTheOutputThatIsNamedLogits() throws IOException {
        Path model = TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        List<float[]> expected = ask();
        TinyOnnx.change(model, proto -> {
            ValueInfoProto logits = proto.getGraph().getOutput(0);
            String concat = proto.getGraph()
                    .getNode(proto.getGraph().getNodeCount() - 1)
                    .getInput(0);
            proto.getGraphBuilder()
                    .addOutput(0, logits.toBuilder().setName(concat))
                    .addNodeBuilder();
            proto.getGraphBuilder().removeNode(proto.getGraphBuilder().getNodeCount() - 1);
        });
        assertSame(ask(), expected);
    }

    @Test
    void refusesAnOutputThatIsNoTensor() throws IOException {
        Path model = TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        TinyOnnx.change(model, proto -> {
            String logits = proto.getGraph().getOutput(0).getName();
            proto.getGraphBuilder()
                    .addNodeBuilder()
                    .setOpType("SequenceConstruct")
                    .addInput(logits)
                    .addOutput("sequence");
            proto.getGraphBuilder()
                    .addOutputBuilder()
                    .setName("sequence")
                    .getTypeBuilder()
                    .getSequenceTypeBuilder()
                    .getElemTypeBuilder()
                    .getTensorTypeBuilder()
                    .setElemType(DataType.FLOAT_VALUE);
        });
        assertThatThrownBy(this::load)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot load the model: some outputs are not tensors; convert it with zipmap=False: [sequence]");
    }

    @Test
    void findsWeightsBesideTheModel() throws IOException {
        float[][] wide = new float[3][400];
        for (int i = 0; i < 6; i++) {
            wide[i / 2][i % 2] = i;
        }
        TinyOnnx.writeLinear(folder.resolve("linear.onnx"), wide); // More than is put back into the model.
        Files.createDirectories(folder.resolve("weights"));
        Path weights = TinyOnnx.moveWeights(folder.resolve("linear.onnx"), "weights/linear.onnx_data");
        StagedModel staged = stage("linear.onnx", 400);
        assertThat(staged.files()).containsExactly("model.onnx", "weights-0");
        List<RowResult> answers = linear(staged);
        assertThat(((RowResult.Prediction) answers.get(0)).logits())
                .hasSize(400)
                .startsWith(9, 10.5f);

        byte[] others = Files.readAllBytes(weights);
        others[others.length - 1] ^= 1;
        Files.write(weights, others);
        assertThat(stage("linear.onnx", 400).spec().fingerprint())
                .isNotEqualTo(staged.spec().fingerprint());
        Files.delete(weights);
        assertThatThrownBy(() -> stage("linear.onnx"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("linear.onnx")
                        + ": its weights are in another file, which does not exist: " + weights)
                .hasMessageEndingWith("; put that file beside it, or save the model as one file");
    }

    @Test
    void findsTheShapesBesideTheModelToo() throws IOException {
        Path model = TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        List<float[]> expected = ask();
        Path weights = TinyOnnx.moveWeights(model, "external.onnx_data");
        Files.move(weights, folder.resolve("x-weights-0"));
        assertSame(ask(), expected);

        // The same file, written in two ways.
        TinyOnnx.change(model, proto -> proto.getGraphBuilder()
                .getInitializerBuilder(0)
                .getExternalDataBuilder(0)
                .setValue("./external.onnx_data"));
        assertThat(ExternalData.locations(model)).containsExactly("external.onnx_data");
    }

    @Test
    void looksForWeightsBesideTheModelWhereverThatIs() {
        assertThat(ExternalData.beside("model.onnx", "w/data")).isEqualTo("w/data");
        assertThat(ExternalData.beside("models/model.onnx", "data")).isEqualTo("models/data");
        assertThat(ExternalData.beside("hdfs://host/model.onnx", "data")).isEqualTo("hdfs://host/data");
    }

    @Test
    void readsNoWeightsOutsideTheModelsFolder() throws IOException {
        TinyOnnx.writeLinear(folder.resolve("linear.onnx"), new float[][] {{0, 1}});
        TinyOnnx.change(folder.resolve("linear.onnx"), model -> model.getGraphBuilder()
                .getInitializerBuilder(0)
                .addExternalDataBuilder()
                .setKey("location")
                .setValue("../../etc/passwd"));
        assertThatThrownBy(() -> stage("linear.onnx"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "the model keeps weights outside its folder; save it with all files in one folder: ../../etc/passwd");
    }

    /** Writes a linear model whose features have another type, and which casts them to float. */
    private void writeLinearOf(DataType type, long batch) throws IOException {
        Path model = TinyOnnx.writeLinear(folder.resolve("linear.onnx"), new float[][] {{0, 1}, {2, 3}, {4, 5}});
        TinyOnnx.declareInputs(model, type, batch, 3);
        TinyOnnx.change(model, proto -> {
            proto.getGraphBuilder().getNodeBuilder(0).setInput(0, "cast");
            proto.getGraphBuilder()
                    .addNodeBuilder(0)
                    .setOpType("Cast")
                    .addInput("features")
                    .addOutput("cast")
                    .addAttributeBuilder()
                    .setName("to")
                    .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT)
                    .setI(DataType.FLOAT_VALUE);
        });
    }

    @ParameterizedTest
    @CsvSource({"DOUBLE, 0", "FLOAT, 2", "FLOAT, 1"})
    void givesFeaturesInTheTypeAndBatchThatTheModelDeclares(DataType type, long batch) throws IOException {
        writeLinearOf(type, batch);
        List<RowResult> answers = linear(stage("linear.onnx"));
        assertThat(((RowResult.Prediction) answers.get(0)).logits())
                .containsExactly(new float[] {9, 10.5f}, within(1e-6f));
        assertThat(((RowResult.Prediction) answers.get(2)).logits()).containsExactly(new float[] {4, 5}, within(1e-6f));
    }

    @Test
    void rejectsFeaturesThatTheTypeOfTheInputWouldRound() throws IOException {
        writeLinearOf(DataType.INT64, 0);
        StagedModel staged = stage("linear.onnx");
        try (LogitsModel<?> linear = staged.spec().load(ModelFiles.in(staged.folder()), Device.cpu())) {
            List<RowResult> answers = Labeling.label(
                    linear,
                    List.of(
                            new ModelInput(null, null, new float[] {-1, 0.5f, 2}),
                            new ModelInput(null, null, new float[] {-1, 1, 2})),
                    new BatchLimits(64, 64, 64));
            assertThat(((RowResult.Refusal) answers.get(0)).reason())
                    .contains("its input features takes int64, which cannot hold all values of the row");
            assertThat(((RowResult.Prediction) answers.get(1)).logits())
                    .containsExactly(new float[] {10, 12}, within(1e-6f));
        }
    }

    @Test
    void refusesInputsOfATypeThatItCannotGive() throws IOException {
        Path model = TinyOnnx.writeLinear(folder.resolve("linear.onnx"), new float[][] {{0, 1}});
        TinyOnnx.declareInputs(model, DataType.FLOAT16, 0, 1);
        TinyOnnx.change(model, proto -> proto.getGraphBuilder()
                .getNodeBuilder(0)
                .setOpType("Cast")
                .clearInput()
                .addInput("features")
                .addAttributeBuilder()
                .setName("to")
                .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT)
                .setI(DataType.FLOAT_VALUE));
        StagedModel staged = stage("linear.onnx");
        assertThatThrownBy(() -> linear(staged))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: the type of its input features is not supported;"
                        + " export it with inputs of 32 or 64 bits");
    }

    private StagedModel stage(String name) throws IOException {
        return stage(name, 2);
    }

    private StagedModel stage(String name, int classes) throws IOException {
        ModelSource source = ModelSource.exported(
                        ModelFormat.ONNX, folder.resolve(name).toString())
                .name("linear")
                .classes(classes)
                .features();
        return new ModelStaging(new Configuration()).stage(source);
    }

    private static List<RowResult> linear(StagedModel staged) throws IOException {
        List<ModelInput> inputs = List.of(
                new ModelInput(null, null, new float[] {-1, 0.5f, 2}),
                new ModelInput(null, null, new float[] {1, 0, 0}),
                new ModelInput(null, null, new float[] {0, 0, 1}));
        try (LogitsModel<?> model = staged.spec().load(ModelFiles.in(staged.folder()), Device.cpu())) {
            List<RowResult> answers = Labeling.label(model, inputs, new BatchLimits(64, 64, 64));
            assertThat(answers).allSatisfy(answer -> assertThat(answer).isInstanceOf(RowResult.Prediction.class));
            return answers;
        }
    }

    /** Writes the twin with its inputs in another order and under other names; ids and mask keep their meaning. */
    private void writeRenamed(String... names) throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), meanings(names));
        TinyOnnx.change(folder.resolve("x-model.onnx"), model -> {
            for (int i = 0; i < names.length; i++) {
                String old = model.getGraph().getInput(i).getName();
                String name = names[i];
                model.getGraphBuilder().getInputBuilder(i).setName(name);
                model.getGraphBuilder().getNodeBuilderList().forEach(node -> {
                    for (int k = 0; k < node.getInputCount(); k++) {
                        if (node.getInput(k).equals(old)) {
                            node.setInput(k, name);
                        }
                    }
                });
            }
        });
    }

    private static List<String> meanings(String... names) {
        List<String> meanings = new ArrayList<>();
        for (String name : names) {
            boolean types = name.contains("type") || name.contains("segment");
            meanings.add(types ? "token_type_ids" : name.contains("mask") ? "attention_mask" : "input_ids");
        }
        return meanings;
    }

    private static void assertSame(List<float[]> logits, List<float[]> expected) {
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(logits.get(i)).containsExactly(expected.get(i), within(1e-6f));
        }
    }

    private List<float[]> ask() throws IOException {
        List<ModelInput> inputs =
                TEXTS.stream().map(text -> new ModelInput(text, null, null)).toList();
        List<float[]> logits = new ArrayList<>();
        try (ExportedModel<SubwordTokens> model = load()) {
            for (RowResult answer : Labeling.label(model, inputs, new BatchLimits(64, 4096, 4096))) {
                logits.add(((RowResult.Prediction) answer).logits());
            }
        }
        return logits;
    }

    private ExportedModel<SubwordTokens> load() throws IOException {
        TinyTeacher.writeTokenizer(folder.resolve("x-tokenizer.json"));
        return new TextModelSpec(
                        ModelIdentity.named("tiny").withFingerprint("x").withClasses(2),
                        ModelFormat.ONNX,
                        new TextInput(16, INPUTS),
                        ModelOutput.LOGITS)
                .load(ModelFiles.in(folder), Device.cpu());
    }
}
