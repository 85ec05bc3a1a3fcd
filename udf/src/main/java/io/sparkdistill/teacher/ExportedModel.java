package io.sparkdistill.teacher;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model of another framework on one device.
 *
 * @param <T> an input as its tensors need it
 */
final class ExportedModel<T extends Tokens> implements LogitsModel<T> {
    private final ModelFormat format;
    private final Path file;
    private final Model model;
    private final InputTensors<T> tensors;
    private final InputNames names;
    private final int classes;
    private final boolean givesHidden;

    private ExportedModel(
            ModelSpec spec, ModelFormat format, Path file, Model model, InputTensors<T> tensors, InputNames names) {
        this.format = format;
        this.file = file;
        this.model = model;
        this.tensors = tensors;
        this.names = names;
        this.classes = spec.classes();
        this.givesHidden = spec.givesHidden();
    }

    /**
     * Loads a model.
     *
     * @param tensors what it takes; closed with the model, and when it cannot be loaded
     */
    static <T extends Tokens> ExportedModel<T> load(
            ModelSpec spec, ModelFormat format, ModelFiles files, Device device, InputTensors<T> tensors)
            throws IOException {
        Path file = files.path(spec.fingerprint(), format.file());
        Model model = null;
        try {
            model = format.load(spec.name(), file, device);
            InputNames names = InputNames.match(format.inputNames(model), tensors.names());
            return new ExportedModel<>(spec, format, file, model, tensors, names);
        } catch (IOException | RuntimeException e) {
            if (model != null) {
                model.close();
            }
            tensors.close();
            throw e;
        }
    }

    @Override
    public T tokenize(ModelInput input) {
        return tensors.encode(input);
    }

    @Override
    public Predictor<T> newPredictor() {
        LogitsTranslator<T> logits = new LogitsTranslator<>(this::batch, classes);
        var predictor = model.newPredictor(new AnswerTranslator<>(logits, givesHidden));
        return new Predictor<>() {
            @Override
            public BatchAnswer ask(List<T> batch) {
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

    private NDList batch(NDManager manager, List<T> batch) {
        return names.on(tensors.batch(manager, batch));
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
        return format.parameterCount(model, file);
    }

    @Override
    public void close() {
        model.close();
        tensors.close();
    }
}
