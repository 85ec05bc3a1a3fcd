package io.sparkdistill.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.teacher.Labeling;
import io.sparkdistill.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultTolerantPredictorTest {
    private static final String POISON = "poison";
    private final RuntimeException broken = new IllegalStateException("device-side assert triggered");

    private final Fragile model = new Fragile();

    @Test
    void endsTheTaskOnADeadEngineAfterTwoCalls() {
        model.failsOn(batch -> true, broken);
        assertThatThrownBy(() -> label(texts(64)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot run inference in this executor: the model failed, also on a control input:"
                        + " device-side assert triggered")
                .hasCause(broken);
        assertThat(model.batches).hasSize(2);
        assertThat(model.batches.get(0)).hasSize(8);
        assertThat(model.batches.get(1)).containsExactly("Is this the model that the configuration means?");
    }

    @Test
    void endsTheTaskWhenTheEngineDiesLaterAndAsksWhatItAnsweredBefore() {
        model.failsOn(batch -> model.batches.size() > 3, broken);
        assertThatThrownBy(() -> label(texts(64))).hasCause(broken);
        assertThat(model.batches).hasSize(5);
        assertThat(model.batches.get(4)).hasSize(1).isSubsetOf(model.batches.get(0));
    }

    @Test
    void endsTheTaskWhenTheEngineDiesOnASingleRow() {
        model.failsOn(batch -> true, broken);
        assertThatThrownBy(() -> label(texts(1))).hasCause(broken);
    }

    @Test
    void refusesThePoisonousTextAloneAndSaysThatTheModelFailed() {
        model.failsOn(batch -> batch.contains(POISON), new IllegalStateException("index out of range in self"));
        List<String> texts = new ArrayList<>(texts(64));
        texts.set(20, POISON);
        List<RowResult> answers = label(texts);
        assertThat(answers.get(20))
                .isEqualTo(new RowResult.Refusal(
                        RejectionKind.MODEL_FAILED, "the model failed: index out of range in self"));
        assertThat(answers).filteredOn(RowResult.Prediction.class::isInstance).hasSize(63);
    }

    @Test
    void refusesARowThatIsAloneInItsTaskWhereTheControlIsAnswered() {
        model.failsOn(batch -> batch.contains(POISON), broken);
        assertThat(label(List.of(POISON)))
                .containsExactly(new RowResult.Refusal(
                        RejectionKind.MODEL_FAILED, "the model failed: device-side assert triggered"));
    }

    @Test
    void answersARowWhoseFailureDoesNotComeAgain() {
        model.failsOn(batch -> model.batches.size() == 1, broken);
        assertThat(label(texts(1))).hasOnlyElementsOfType(RowResult.Prediction.class);
    }

    @Test
    void halvesBatchesThatAreTooLargeForTheMemoryAndThoseThatFollow() {
        model.failsOn(
                batch -> batch.size() > 8, new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB"));
        List<RowResult> answers = label(texts(300), new BatchLimits(300, 4_000, 100));
        assertThat(answers).hasSize(300).hasOnlyElementsOfType(RowResult.Prediction.class);
        List<Integer> sizes = model.batches.stream().map(List::size).toList();
        assertThat(sizes.stream().filter(size -> size > 8)).containsExactly(100, 50, 25, 12);
    }

    @Test
    void endsTheTaskWhenTheMemoryIsTooSmallForAnythingOfThatLength() {
        RuntimeException none = new IllegalStateException("CUDA out of memory");
        model.failsOn(batch -> batch.stream().anyMatch(text -> text.length() > 60), none);
        assertThatThrownBy(() -> label(List.of("x".repeat(100)))).hasCause(none);
    }

    @Test
    void refusesRowsThatAreNotFiniteButNotWhenEverythingIs() {
        model.nanOn = POISON::equals;
        assertThat(label(List.of(POISON, POISON)))
                .containsOnly(new RowResult.Refusal(
                        RejectionKind.NOT_FINITE, "the model returned a logit that is not finite: NaN"));
        model.nanOn = text -> true;
        assertThatThrownBy(() -> label(texts(3)))
                .hasMessageContaining(
                        "failed, also on a control input: the model returned a logit that is not finite: NaN");
    }

    @Test
    void endsTheTaskWhenTheTokenizerFailsOnAControlToo() {
        model.tokenizerFailsOn = POISON::equals;
        assertThat(label(List.of(POISON, "film")).get(0))
                .isEqualTo(
                        new RowResult.Refusal(RejectionKind.TOKENIZER_FAILED, "the tokenizer failed: no tokens today"));
        model.tokenizerFailsOn = text -> true;
        assertThatThrownBy(() -> label(texts(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot run inference in this executor: the tokenizer failed, also on a control input:"
                        + " no tokens today");
    }

    @Test
    void propagatesErrors() {
        model.error = new OutOfMemoryError("Java heap space");
        assertThatThrownBy(() -> label(texts(3))).isSameAs(model.error);
    }

    @Test
    void refusesToGuessWhoseLogitsTheyAre() {
        model.rowsMore = 1;
        assertThatThrownBy(() -> label(texts(3)))
                .hasMessageContaining("Cannot match logits with inputs: the model returned 4 rows for a batch of 3");
    }

    @Test
    void keepsBothEndsOfAnOverlongReason() {
        String reason = new RowResult.Refusal(RejectionKind.MODEL_FAILED, "begin" + "x".repeat(9_000) + "end").reason();
        assertThat(reason).hasSizeLessThanOrEqualTo(4_000).startsWith("begin").endsWith("end");
    }

    private List<RowResult> label(List<String> texts) {
        return label(texts, new BatchLimits(64, 1_000, 8));
    }

    private List<RowResult> label(List<String> texts, BatchLimits limits) {
        return Labeling.label(
                model,
                texts.stream().map(text -> new ModelInput(text, null, null)).toList(),
                limits);
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "film " + i).toList();
    }

    /** A model whose logit is the length of the text, and which fails when it is told to. */
    private static final class Fragile implements LogitsModel<Fragile.Text> {
        private final List<List<String>> batches = new ArrayList<>();
        private Predicate<List<String>> failsOn = batch -> false;
        private RuntimeException failure;
        private Predicate<String> nanOn = text -> false;
        private Predicate<String> tokenizerFailsOn = text -> false;
        private Error error;
        private int rowsMore;

        record Text(String text) implements Tokens {
            @Override
            public int count() {
                return text.length();
            }

            @Override
            public boolean truncated() {
                return false;
            }
        }

        void failsOn(Predicate<List<String>> when, RuntimeException what) {
            failsOn = when;
            failure = what;
        }

        @Override
        public Text tokenize(ModelInput input) {
            if (tokenizerFailsOn.test(input.text())) {
                throw new IllegalArgumentException("no tokens today");
            }
            return new Text(input.text());
        }

        @Override
        public Predictor<Text> newPredictor() {
            return new Predictor<>() {
                @Override
                public BatchResult predict(List<Text> batch) {
                    return answer(batch.stream().map(Text::text).toList());
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        private BatchResult answer(List<String> texts) {
            batches.add(texts);
            if (error != null) {
                throw error;
            }
            if (failsOn.test(texts)) {
                throw failure;
            }
            float[][] logits = new float[texts.size() + rowsMore][1];
            Arrays.setAll(logits, i -> new float[] {i < texts.size() && nanOn.test(texts.get(i)) ? Float.NaN : i});
            return new BatchResult(logits, null);
        }

        @Override
        public long parameterCount() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
