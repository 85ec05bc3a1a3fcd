package io.sparkdistill.jobs.benchmark.device;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.SubwordTokens;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Writes the batches that a model would get, so that another program can time the same ones: for each batch its rows and
 * its length, then its token ids, padded with 0, all as int32, most significant byte first.
 */
final class BatchRecorder implements LogitsModel<SubwordTokens> {
    private final LogitsModel<SubwordTokens> model;
    private final DataOutputStream out;

    BatchRecorder(LogitsModel<SubwordTokens> model, DataOutputStream out) {
        this.model = model;
        this.out = out;
    }

    @Override
    public SubwordTokens tokenize(ModelInput input) {
        return model.tokenize(input);
    }

    @Override
    public Predictor<SubwordTokens> newPredictor() {
        return new Predictor<>() {
            @Override
            public BatchResult predict(List<SubwordTokens> batch) {
                try {
                    write(batch);
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot write the batches: " + e.getMessage(), e);
                }
                return new BatchResult(new float[batch.size()][1], null);
            }

            @Override
            public void close() {}
        };
    }

    private void write(List<SubwordTokens> batch) throws IOException {
        int length = batch.stream().mapToInt(SubwordTokens::count).max().orElseThrow();
        out.writeInt(batch.size());
        out.writeInt(length);
        for (SubwordTokens tokens : batch) {
            for (int position = 0; position < length; position++) {
                out.writeInt(position < tokens.count() ? (int) tokens.ids()[position] : 0);
            }
        }
    }

    @Override
    public long parameterCount() {
        return model.parameterCount();
    }

    @Override
    public void close() {}
}
