package io.sparkdistill.teacher;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import io.sparkdistill.engine.RootMessage;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a model that was exported from another framework, loaded on one device.
 *
 * @param <T> representation of an input
 */
final class ExportedModel<T extends Tokens> implements LogitsModel<T> {
    private final ModelFormat format;
    private final Path file;
    private final Model model;
    private final InputTensors<T> tensors;
    private final ModelInputs inputs;
    private final LogitsReader reader;
    private final boolean returnsHidden;

    private ExportedModel(
            ModelFormat format,
            Path file,
            Model model,
            InputTensors<T> tensors,
            ModelInputs inputs,
            LogitsReader reader,
            boolean returnsHidden) {
        this.format = format;
        this.file = file;
        this.model = model;
        this.tensors = tensors;
        this.inputs = inputs;
        this.reader = reader;
        this.returnsHidden = returnsHidden;
    }

    /**
     * Loads a model.
     *
     * @param output conversion of its output to logits
     * @param tensors tensors of its inputs; closed with the model, and if it cannot be loaded
     */
    static <T extends Tokens> ExportedModel<T> load(
            ModelSpec spec,
            ModelFormat format,
            ModelOutput output,
            ModelFiles files,
            Device device,
            InputTensors<T> tensors)
            throws IOException {
        Model model = null;
        try {
            Path file = files.path(spec.fingerprint(), format.file());
            model = format.load(spec.name(), file, format.weights(file, files, spec.fingerprint()), device);
            ModelInputs inputs = format.inputs(model, file, tensors.names());
            tensors.checkFit(inputs);
            LogitsReader reader = new LogitsReader(spec.classes(), output);
            return new ExportedModel<>(format, file, model, tensors, inputs, reader, spec.returnsHidden());
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
    public Optional<T> withLargestId(T input) {
        return tensors.withLargestId(input);
    }

    @Override
    public Predictor<T> newPredictor() {
        LogitsTranslator<T> logits = new LogitsTranslator<>(this::batch, reader);
        var predictor = model.newPredictor(new BatchResultTranslator<>(logits, returnsHidden));
        return new Predictor<>() {
            @Override
            public BatchResult predict(List<T> batch) {
                int fixed = inputs.batch();
                return fixed == 0 || batch.size() == fixed ? predictAtOnce(batch) : inParts(batch, fixed);
            }

            /** Predicts with a fixed batch size: the last part is filled with copies, whose results are dropped. */
            private BatchResult inParts(List<T> batch, int size) {
                List<BatchResult> results = new ArrayList<>();
                for (int start = 0; start < batch.size(); start += size) {
                    List<T> part = new ArrayList<>(batch.subList(start, Math.min(start + size, batch.size())));
                    int inputsOfPart = part.size();
                    while (part.size() < size) {
                        part.add(part.get(0));
                    }
                    results.add(predictAtOnce(part).first(inputsOfPart));
                }
                return BatchResult.concat(results);
            }

            private BatchResult predictAtOnce(List<T> batch) {
                try {
                    return predictor.predict(batch);
                } catch (TranslateException e) {
                    // DJL supports tensors, and lists, tuples and dicts of tensors; an optional one may be None.
                    String remedy = e.getCause() instanceof UnsupportedOperationException
                            ? " Its output must be tensors, without None: return the logits alone"
                            : "";
                    throw new IllegalStateException("Cannot run the model: " + RootMessage.of(e) + remedy, e);
                }
            }

            @Override
            public void close() {
                predictor.close();
            }
        };
    }

    private NDList batch(NDManager manager, List<T> batch) {
        return inputs.bind(tensors.batch(manager, batch, inputs.length()));
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
