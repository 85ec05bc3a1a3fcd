package io.sparkdistill.teacher;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.translate.TranslateException;
import io.sparkdistill.engine.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A TorchScript model on one device, with its tokenizer. */
final class TorchScriptModel implements LogitsModel<SubwordTokens> {
    private final TorchScriptSpec spec;
    private final SubwordTokenizer tokenizer;
    private final Model model;

    private TorchScriptModel(TorchScriptSpec spec, SubwordTokenizer tokenizer, Model model) {
        this.spec = spec;
        this.tokenizer = tokenizer;
        this.model = model;
    }

    static TorchScriptModel load(TorchScriptSpec spec, ModelFiles files, Device device) throws IOException {
        PyTorch.engine();
        Path tokenizerFile = files.path(spec.fingerprint(), TorchScriptSpec.TOKENIZER);
        SubwordTokenizer tokenizer = SubwordTokenizer.read(tokenizerFile, spec.maxTokens());
        Model model = Model.newInstance(spec.name(), device, PyTorch.ENGINE);
        try {
            Path modelFile = files.path(spec.fingerprint(), TorchScriptSpec.MODEL);
            model.load(modelFile, null, Map.of("mapLocation", "true"));
            return new TorchScriptModel(spec, tokenizer, model);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            tokenizer.close();
            throw new IOException("Cannot load the model: not TorchScript, or saved by a newer PyTorch", e);
        }
    }

    @Override
    public SubwordTokens tokenize(ModelInput input) {
        return tokenizer.tokenize(input.text(), input.textPair());
    }

    @Override
    public Predictor<SubwordTokens> newPredictor() {
        var predictor = model.newPredictor(new LogitsTranslator(spec));
        return new Predictor<>() {
            @Override
            public float[][] logits(List<SubwordTokens> batch) {
                try {
                    return predictor.predict(batch);
                } catch (TranslateException e) {
                    throw new IllegalStateException("Cannot ask the model: " + rootMessage(e), e);
                }
            }

            @Override
            public void close() {
                predictor.close();
            }
        };
    }

    /** The first line of the innermost message: PyTorch puts a whole stack of its own below it. */
    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        return message.lines().findFirst().orElse("");
    }

    @Override
    public long parameterCount() {
        return model.getBlock().getParameters().values().stream()
                .mapToLong(parameter -> parameter.getArray().getShape().size())
                .sum();
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
