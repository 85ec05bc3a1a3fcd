package io.sparkdistill.student;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import io.sparkdistill.tokenizer.TokenizerOutput;
import io.sparkdistill.tokenizer.TokenizerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Wraps a TorchScript model all of whose parameters are trained: a pre-trained model becomes a teacher in this way. Its
 * examples are tokens: see {@link Example#words}.
 *
 * <p>It stays in inference mode, so that dropout in the file is inactive and batch statistics stay constant: PyTorch's
 * own dropout uses a random generator that all threads of the process share, and training must not depend on what else
 * runs there.
 */
public final class TorchScriptModel extends TrainableModel {
    public static final String NAME = "torchscript";

    private final TorchScriptDescription script;
    private final Path tokenizer;
    private final TokenizerSettings padding;
    private final Model model;
    private final PtSymbolBlock block;
    private final Parameters parameters;

    private TorchScriptModel(TorchScriptDescription script, Path tokenizer, Model model) throws IOException {
        this.script = script;
        this.tokenizer = tokenizer;
        this.padding = TokenizerSettings.read(tokenizer);
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        JniUtils.enableInferenceMode(block);
        this.parameters = parameters(block);
    }

    /**
     * Loads a model for training.
     *
     * @param tokenizer the model's tokenizer.json, which is saved with the model
     * @throws IOException if the file is not TorchScript, or has no trainable parameters
     */
    public static TorchScriptModel load(Path file, Path tokenizer, TorchScriptDescription script) throws IOException {
        Model model = PyTorch.engine().newModel(NAME, Device.cpu());
        try {
            model.load(file, null, Map.of("mapLocation", "true", "trainParam", "true"));
            return new TorchScriptModel(script, tokenizer, model);
        } catch (IOException e) {
            model.close();
            throw e;
        } catch (MalformedModelException | RuntimeException e) {
            model.close();
            throw new IOException("Cannot load the model: not TorchScript, or saved by a newer PyTorch", e);
        }
    }

    private static Parameters parameters(PtSymbolBlock block) throws IOException {
        List<ParameterShape> shapes = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        for (Parameter parameter : block.getDirectParameters().values()) {
            NDArray value = parameter.getArray();
            if (value.getDataType() != DataType.FLOAT32) {
                throw new IOException(
                        "Cannot train the model: its parameters must be float32: %s is %s; save the model as float32"
                                .formatted(parameter.getName(), value.getDataType()));
            }
            Long[] sizes = Arrays.stream(value.getShape().getShape()).boxed().toArray(Long[]::new);
            shapes.add(ParameterShape.dense(parameter.getName(), 1, sizes));
            values.add(value);
        }
        if (shapes.isEmpty()) {
            throw new IOException(
                    "Cannot train the model: it has no parameters; export it without torch.jit.freeze, which turns them into constants");
        }
        return new Parameters(List.copyOf(shapes), values);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String identity() {
        // Checkpoints hold this text: it keeps the words of the first release whatever the classes are called.
        return "Script[classes=%d, maxTokens=%d, inputs=%s], %s"
                .formatted(script.classes(), script.maxTokens(), script.inputs(), parameters.shapes());
    }

    @Override
    public int classes() {
        return script.classes();
    }

    @Override
    public ParameterCount parameterCount() {
        long count =
                parameters.shapes().stream().mapToLong(ParameterShape::count).sum();
        return new ParameterCount(0, count);
    }

    @Override
    public long hiddenWidth() {
        return 0;
    }

    /** Writes {@code student.json}, {@code model.pt} and {@code tokenizer.json}. */
    @Override
    public long save(Path folder) throws IOException {
        return script.write(folder, out -> JniUtils.writeModule(block, out, false), tokenizer);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public NDManager newManager() {
        return model.getNDManager().newSubManager();
    }

    @Override
    public ForwardPass forward(NDManager manager, List<Example> batch) {
        int length = batch.stream().mapToInt(Example::length).max().orElseThrow();
        NDList inputs = new NDList();
        for (TokenizerOutput output : script.inputs()) {
            inputs.add(padded(manager, batch, output, length));
        }
        return new ForwardPass(parameters.weights(), null, dropout -> new Outputs(logits(inputs), null));
    }

    private NDArray logits(NDList inputs) {
        // This setting belongs to the thread. Optimized code would be specialized on shapes, which differ between
        // batches.
        JniUtils.setGraphExecutorOptimize(false);
        // DJL's training flag only allows gradients to be recorded; the mode of the thread decides.
        NDArray logits = IValueUtils.forward(block, inputs, true).head();
        Shape shape = logits.getShape();
        if (shape.dimension() != 2 || shape.get(1) != script.classes()) {
            throw new IllegalArgumentException("Cannot train the model: its logits must have the shape (batch, %d): %s"
                    .formatted(script.classes(), shape));
        }
        return logits;
    }

    private NDArray padded(NDManager manager, List<Example> batch, TokenizerOutput output, int length) {
        long[] values = new long[batch.size() * length];
        Arrays.fill(values, padding.padding(output));
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row);
            int start = row * length + padding.start(example.words().length, length);
            for (int position = 0; position < example.words().length; position++) {
                values[start + position] = at(example, output, position);
            }
        }
        return manager.create(values, new Shape(batch.size(), length));
    }

    private static long at(Example example, TokenizerOutput output, int position) {
        return switch (output) {
            case INPUT_IDS -> example.words()[position];
            case ATTENTION_MASK -> 1;
            case TOKEN_TYPE_IDS -> example.pairWords() == null ? 0 : example.pairWords()[position];
        };
    }

    @Override
    public void close() {
        model.close();
    }
}
