package io.sparkdistill.jobs.export;

import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;

/**
 * Writes {@code serving.properties}, by which DJL and DJL Serving load the folder.
 *
 * @see <a href="https://docs.djl.ai/master/docs/serving/serving/docs/configurations_model.html">DJL Serving, model
 *     configuration</a>
 */
final class ServingProperties {
    /** The name of the file. */
    static final String FILE = "serving.properties";

    private static final List<TokenizerOutput> TWO_INPUTS =
            List.of(TokenizerOutput.INPUT_IDS, TokenizerOutput.ATTENTION_MASK);
    private static final List<TokenizerOutput> THREE_INPUTS =
            List.of(TokenizerOutput.INPUT_IDS, TokenizerOutput.ATTENTION_MASK, TokenizerOutput.TOKEN_TYPE_IDS);

    private ServingProperties() {}

    /** Returns the properties of an ONNX model, which reads and returns tensors. */
    static String onnx() {
        return """
                engine=OnnxRuntime
                option.modelName=model
                option.interOpNumThreads=1
                option.intraOpNumThreads=1
                """;
    }

    /**
     * Returns the properties of a TorchScript model. It reads texts if its inputs are those that DJL's translator
     * gives, and tensors otherwise.
     */
    static String torchScript(TorchScriptDescription script) {
        String properties =
                """
                engine=PyTorch
                option.modelName=model
                option.mapLocation=true
                """;
        return readsTexts(script)
                ? properties
                        + """
                        translatorFactory=ai.djl.huggingface.translator.TextClassificationTranslatorFactory
                        includeTokenTypes=%s
                        truncation=true
                        maxLength=%d
                        """
                                .formatted(script.inputs().equals(THREE_INPUTS), script.maxTokens())
                : properties;
    }

    private static boolean readsTexts(TorchScriptDescription script) {
        return script.inputs().equals(TWO_INPUTS) || script.inputs().equals(THREE_INPUTS);
    }
}
