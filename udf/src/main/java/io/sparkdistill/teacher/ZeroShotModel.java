package io.sparkdistill.teacher;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.teacher.ZeroShotModel.Hypotheses;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Classifies texts by a loaded model of natural-language inference. */
final class ZeroShotModel implements LogitsModel<Hypotheses> {
    private final ExportedModel<SubwordTokens> model;
    private final ZeroShot zeroShot;
    private final List<String> hypotheses;

    private ZeroShotModel(ExportedModel<SubwordTokens> model, ZeroShot zeroShot) {
        this.model = model;
        this.zeroShot = zeroShot;
        this.hypotheses = zeroShot.hypotheses();
    }

    /**
     * Takes a model, which is closed with this one.
     *
     * @throws IOException if its tokenizer does not separate the texts of a pair
     */
    static ZeroShotModel of(ExportedModel<SubwordTokens> model, ZeroShot zeroShot) throws IOException {
        long[] pair = model.tokenize(new ModelInput("a", "a", null)).ids();
        long[] text = model.tokenize(new ModelInput("a a", null, null)).ids();
        if (Arrays.equals(pair, text)) {
            model.close();
            throw new IOException(
                    "Cannot load the model: it reads no pairs: its tokenizer puts nothing between the two texts of a pair;"
                            + " take a model of natural-language inference and its own tokenizer.json");
        }
        return new ZeroShotModel(model, zeroShot);
    }

    /** Holds a text with the hypothesis of every class. */
    record Hypotheses(List<SubwordTokens> pairs) implements Tokens {
        Hypotheses {
            pairs = List.copyOf(pairs);
        }

        @Override
        public int count() {
            return pairs.stream().mapToInt(Tokens::count).sum();
        }

        @Override
        public boolean truncated() {
            return pairs.stream().anyMatch(Tokens::truncated);
        }
    }

    @Override
    public Hypotheses tokenize(ModelInput input) {
        return new Hypotheses(hypotheses.stream()
                .map(hypothesis -> model.tokenize(new ModelInput(input.text(), hypothesis, null)))
                .toList());
    }

    @Override
    public Optional<Hypotheses> withLargestId(Hypotheses input) {
        List<SubwordTokens> pairs = new ArrayList<>(input.pairs());
        return model.withLargestId(pairs.get(0)).map(first -> {
            pairs.set(0, first);
            return new Hypotheses(pairs);
        });
    }

    @Override
    public Predictor<Hypotheses> newPredictor() {
        Predictor<SubwordTokens> predictor = model.newPredictor();
        return new Predictor<>() {
            @Override
            public BatchResult predict(List<Hypotheses> batch) {
                float[][] results = predictor
                        .predict(batch.stream()
                                .flatMap(input -> input.pairs().stream())
                                .toList())
                        .logits();
                float[][] logits = new float[batch.size()][];
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = zeroShot.logits(results, i * hypotheses.size());
                }
                return new BatchResult(logits, null);
            }

            @Override
            public void close() {
                predictor.close();
            }
        };
    }

    @Override
    public long parameterCount() {
        return model.parameterCount();
    }

    @Override
    public void close() {
        model.close();
    }
}
