package io.sparkdistill.jobs.benchmark;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.sparkdistill.engine.Djl;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs an exported model through plain DJL, on one thread of the CPU and for single texts. */
final class BareModel implements AutoCloseable {
    private final TextModelSpec spec;
    private final HuggingFaceTokenizer tokenizer;
    private final Model model;

    BareModel(TextModelSpec spec, ModelFiles files) {
        this.spec = spec;
        PyTorch.useThreads(1);
        String maxTokens = Integer.toString(spec.input().maxTokens());
        try {
            this.tokenizer = Djl.tokenizer(
                    Files.readAllBytes(files.path(spec.fingerprint(), TextModelSpec.TOKENIZER)),
                    Map.of("truncation", "true", "maxLength", maxTokens, "modelMaxLength", maxTokens));
            this.model = spec.format()
                    .load(
                            spec.name(),
                            files.path(spec.fingerprint(), spec.format().file()),
                            Device.cpu());
        } catch (IOException e) {
            throw new IllegalStateException("Cannot load the model: " + e.getMessage(), e);
        }
    }

    /** Returns the logits of all texts, in the order of the batches. */
    List<float[]> logits(List<String> texts, Batching batching) {
        List<long[]> inputs = new ArrayList<>(texts.size());
        for (String text : texts) {
            inputs.add(tokenizer.encode(text).getIds());
        }
        List<float[]> logits = new ArrayList<>(texts.size());
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
            for (List<long[]> batch : batching.batches(inputs)) {
                try (NDManager ofBatch = manager.newSubManager()) {
                    NDList outputs = predictor.predict(padded(ofBatch, batch));
                    outputs.attach(ofBatch);
                    float[] flat =
                            outputs.head().toType(DataType.FLOAT32, false).toFloatArray();
                    for (int row = 0; row < batch.size(); row++) {
                        logits.add(Arrays.copyOfRange(flat, row * spec.classes(), (row + 1) * spec.classes()));
                    }
                }
            }
        } catch (TranslateException e) {
            throw new IllegalStateException("Cannot run the model: " + e.getMessage(), e);
        }
        return logits;
    }

    private NDList padded(NDManager manager, List<long[]> batch) {
        int length = batch.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        long[] ids = new long[batch.size() * length];
        long[] mask = new long[ids.length];
        for (int row = 0; row < batch.size(); row++) {
            long[] input = batch.get(row);
            System.arraycopy(input, 0, ids, row * length, input.length);
            Arrays.fill(mask, row * length, row * length + input.length, 1);
        }
        Shape shape = new Shape(batch.size(), length);
        NDList inputs = new NDList();
        for (TokenizerOutput output : spec.input().tensors()) {
            inputs.add(manager.create(
                    switch (output) {
                        case INPUT_IDS -> ids;
                        case ATTENTION_MASK -> mask;
                        case TOKEN_TYPE_IDS -> new long[ids.length];
                    },
                    shape));
        }
        return inputs;
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
