package io.sparkdistill.teacher;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.network.Example;
import io.sparkdistill.student.InferenceMode;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Words;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import java.util.OptionalInt;

/** Computes predictions with a loaded student. */
final class StudentLogitsModel implements LogitsModel<StudentLogitsModel.Encoded> {
    private static final int BATCH_WORDS = 65_536;

    private final StudentModel model;
    private final InferenceMode inference;
    private final boolean returnsHidden;

    StudentLogitsModel(StudentModel model, InferenceMode inference, boolean returnsHidden) {
        this.model = model;
        this.inference = inference;
        this.returnsHidden = returnsHidden;
    }

    /** Holds an input as word ids, or as features. */
    record Encoded(Example example, boolean truncated) implements Tokens {
        @Override
        public int count() {
            if (example.words() == null) {
                return 1;
            }
            return example.words().length + (example.pairWords() == null ? 0 : example.pairWords().length);
        }
    }

    @Override
    public Encoded tokenize(ModelInput input) {
        if (input.features() != null) {
            return new Encoded(new Example(null, null, input.features(), Example.UNLABELED, null), false);
        }
        TextEncoder encoder = model.encoder()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot read the input: the student reads features, and the input is a text"));
        List<String> first = Words.split(input.text());
        List<String> second = input.textPair() == null ? List.of() : Words.split(input.textPair());
        int[] pair = input.textPair() == null ? null : encoder.encode(second);
        Example example = new Example(encoder.encode(first), pair, null, Example.UNLABELED, null);
        return new Encoded(example, encoder.truncates(first) || encoder.truncates(second));
    }

    /** Returns a large number: a student groups its batches itself. */
    @Override
    public OptionalInt preferredBatchTokens() {
        return OptionalInt.of(BATCH_WORDS);
    }

    @Override
    public Predictor<Encoded> newPredictor() {
        return new Predictor<>() {
            @Override
            public BatchResult predict(List<Encoded> batch) {
                List<Example> examples = batch.stream().map(Encoded::example).toList();
                if (!returnsHidden) {
                    return new BatchResult(inference.logits(examples), null);
                }
                StudentModel.LogitsAndHidden result = inference.logitsAndHidden(examples);
                return new BatchResult(result.logits(), result.hidden());
            }

            @Override
            public void close() {
                // The model owns all arrays, and the cache closes it.
            }
        };
    }

    @Override
    public long parameterCount() {
        return model.parameterCount().total();
    }

    @Override
    public long precomputedBytes() {
        return inference.precomputedBytes();
    }

    @Override
    public void close() {
        model.close();
    }
}
