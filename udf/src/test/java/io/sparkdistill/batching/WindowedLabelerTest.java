package io.sparkdistill.batching;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowedLabelerTest {
    private static final int LIMIT_SECONDS = 30;

    private final Lengths model = new Lengths();
    private final List<BatchCost> costs = new ArrayList<>();

    @Test
    void tokenizesTheNextWindowWhileAnotherDeviceComputes() {
        // The model is done with the first window only when the last text of the second is tokenized.
        model.awaited = "next";
        assertThat(answers(TokenizerThreads.beside(Device.gpu()))).containsExactly(5, 4, 6, 4);
        assertThat(model.tokenizedBy).doesNotContain(Thread.currentThread());
    }

    @Test
    void tokenizesOnItsOwnCoreWhereTheCpuComputes() {
        assertThat(answers(TokenizerThreads.beside(Device.cpu()))).containsExactly(5, 4, 6, 4);
        assertThat(model.tokenizedBy).containsExactly(Thread.currentThread());
    }

    @Test
    void refusesTheSameInputsOnAllThreads() {
        List<ModelInput> window = IntStream.range(0, 500)
                .mapToObj(i -> text(i % 7 == 3 ? "fails" : "a".repeat(i % 5)))
                .toList();
        List<RowResult> alone = results(window, TokenizerThreads.TASK);
        assertThat(alone.get(3)).isInstanceOf(RowResult.Refusal.class);
        assertThat(alone.get(5)).isInstanceOf(RowResult.Refusal.class);
        assertThat(results(window, TokenizerThreads.BACKGROUND))
                .usingRecursiveComparison()
                .isEqualTo(alone);
    }

    private List<RowResult> results(List<ModelInput> window, TokenizerThreads threads) {
        BatchLimits limits = new BatchLimits(500, 100, 100);
        try (WindowedLabeler<Lengths.Length> labeler =
                new WindowedLabeler<>(model, limits, TokenBudget.fixed(100), threads, costs::add)) {
            return labeler.prepare(window).get();
        }
    }

    @Test
    void tellsWhatEveryBatchCost() {
        answers(TokenizerThreads.TASK);
        assertThat(costs).extracting(BatchCost::rows).containsExactly(2L, 2L);
        assertThat(costs).extracting(BatchCost::tokens).containsExactly(9L, 10L);
        assertThat(costs).extracting(BatchCost::paddedTokens).containsExactly(10L, 12L);
        assertThat(costs).allSatisfy(cost -> assertThat(cost.nanos()).isPositive());
    }

    /** The first logit of every answer, to two windows of two texts. */
    private List<Integer> answers(TokenizerThreads threads) {
        List<Integer> lengths = new ArrayList<>();
        BatchLimits limits = new BatchLimits(2, 100, 2);
        try (WindowedLabeler<Lengths.Length> labeler =
                new WindowedLabeler<>(model, limits, TokenBudget.fixed(100), threads, costs::add)) {
            Supplier<List<RowResult>> first = labeler.prepare(List.of(text("first"), text("text")));
            Supplier<List<RowResult>> second = labeler.prepare(List.of(text("second"), text("next")));
            for (Supplier<List<RowResult>> window : List.of(first, second)) {
                window.get().forEach(answer -> lengths.add((int) ((RowResult.Prediction) answer).logits()[0]));
            }
        }
        return lengths;
    }

    private static ModelInput text(String text) {
        return new ModelInput(text, null, null);
    }

    /** A model whose logit is the length of the text. */
    private static final class Lengths implements LogitsModel<Lengths.Length> {
        private final Set<Thread> tokenizedBy = ConcurrentHashMap.newKeySet();
        private final CountDownLatch seen = new CountDownLatch(1);
        private volatile String awaited;

        record Length(int count) implements Tokens {
            @Override
            public boolean truncated() {
                return false;
            }
        }

        @Override
        public Length tokenize(ModelInput input) {
            tokenizedBy.add(Thread.currentThread());
            if (input.text().equals(awaited)) {
                seen.countDown();
            }
            if (input.text().equals("fails")) {
                throw new IllegalArgumentException("no tokens for this text");
            }
            return new Length(input.text().length());
        }

        @Override
        public Predictor<Length> newPredictor() {
            return new Predictor<>() {
                @Override
                public BatchResult predict(List<Length> batch) {
                    await();
                    float[][] logits = new float[batch.size()][];
                    for (int i = 0; i < logits.length; i++) {
                        logits[i] = new float[] {batch.get(i).count()};
                    }
                    return new BatchResult(logits, null);
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        private void await() {
            try {
                if (awaited != null && !seen.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the next window was not tokenized meanwhile");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
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
