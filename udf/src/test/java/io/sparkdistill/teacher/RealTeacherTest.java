package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.NoopTranslator;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "SPARK_DISTILL_DATA", matches = ".+")
class RealTeacherTest {
    private static final int SENTENCES = 1_000;

    @Test
    void saysOfABatchWhatTheBareEngineSaysOfEachSentenceAlone() throws Exception {
        Path data = Path.of(System.getenv("SPARK_DISTILL_DATA"));
        Path modelFile = data.resolve("models/sst2-teacher/model.pt");
        Path tokenizerFile = data.resolve("models/sst2-teacher/tokenizer.json");
        List<String> lines = new ArrayList<>(Files.readAllLines(data.resolve("data/sst2/train.tsv")));
        Collections.shuffle(lines.subList(1, lines.size()), new Random(1));
        List<ModelInput> sentences = lines.subList(1, 1 + SENTENCES).stream()
                .map(line -> new ModelInput(line.substring(0, line.indexOf('\t')), null, null))
                .toList();
        PyTorch.useThreads(1);

        TextModelSpec spec = new TextModelSpec(
                ModelIdentity.named("bert").withFingerprint("x").withClasses(2),
                ModelFormat.TORCH_SCRIPT,
                new TextInput(128, List.of(TokenizerOutput.values())),
                ModelOutput.LOGITS);
        ModelFiles files = (fingerprint, name) -> name.equals(spec.format().file()) ? modelFile : tokenizerFile;
        BatchLimits limits = new BatchLimits(SENTENCES, 1024, 256);
        List<RowResult> answers;
        try (LogitsModel<SubwordTokens> model = spec.load(files, Device.cpu());
                WindowedLabeler<SubwordTokens> labeler = new WindowedLabeler<>(
                        model, limits, TokenBudget.fixed(limits.maxTokens()), TokenizerThreads.TASK, batch -> {})) {
            answers = labeler.prepare(sentences).get();
        }

        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(tokenizerFile);
                Model model = Model.newInstance("bare", Device.cpu(), "PyTorch")) {
            model.load(modelFile, null, Map.of());
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null));
                    NDManager manager = NDManager.newBaseManager()) {
                for (int i = 0; i < SENTENCES; i++) {
                    float[] alone = bareLogits(tokenizer.encode(sentences.get(i).text()), predictor, manager);
                    assertThat(((RowResult.Prediction) answers.get(i)).logits()).containsExactly(alone, within(1e-4f));
                }
            }
        }
    }

    private static float[] bareLogits(Encoding encoding, Predictor<NDList, NDList> predictor, NDManager parent)
            throws Exception {
        try (NDManager manager = parent.newSubManager()) {
            NDList inputs = new NDList();
            for (long[] input : List.of(encoding.getIds(), encoding.getAttentionMask(), encoding.getTypeIds())) {
                inputs.add(manager.create(input).expandDims(0));
            }
            NDArray logits = predictor.predict(inputs).head();
            logits.attach(manager);
            return logits.toFloatArray();
        }
    }
}
