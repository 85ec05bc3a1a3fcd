package io.sparkdistill.teacher;

import io.sparkdistill.network.Example;
import io.sparkdistill.network.StudentModel;
import java.util.List;

/** A student as a model that is asked. */
final class StudentLogits implements LogitsModel<StudentLogits.Words> {
    private final StudentModel model;

    StudentLogits(StudentModel model) {
        this.model = model;
    }

    /** An input as word ids, or as features. */
    record Words(Example example, boolean truncated) implements Tokens {
        @Override
        public int count() {
            if (example.words() == null) {
                return 1;
            }
            return example.words().length + (example.pairWords() == null ? 0 : example.pairWords().length);
        }
    }

    @Override
    public Words tokenize(ModelInput input) {
        var encoder = model.encoder();
        Example example = encoder.encode(input.text(), input.textPair(), input.features(), Example.UNLABELLED, null);
        return new Words(example, encoder.truncates(input.text()) || encoder.truncates(input.textPair()));
    }

    @Override
    public Predictor<Words> newPredictor() {
        return new Predictor<>() {
            @Override
            public float[][] logits(List<Words> batch) {
                return model.logits(batch.stream().map(Words::example).toList());
            }

            @Override
            public void close() {
                // The model holds everything; the holder closes it.
            }
        };
    }

    @Override
    public long parameterCount() {
        return model.parameterCount().total();
    }

    @Override
    public void close() {
        model.close();
    }
}
