package io.sparkdistill.batching;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.sparkdistill.model.Answer;
import io.sparkdistill.model.BatchAnswer;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
            Supplier<List<Answer>> first = labeler.prepare(List.of(text("first"), text("text")));
            Supplier<List<Answer>> second = labeler.prepare(List.of(text("second"), text("next")));
            for (Supplier<List<Answer>> window : List.of(first, second)) {
                window.get().forEach(answer -> lengths.add((int) ((Answer.Given) answer).values()[0]));
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
            return new Length(input.text().length());
        }

        @Override
        public Predictor<Length> newPredictor() {
            return new Predictor<>() {
                @Override
                public BatchAnswer ask(List<Length> batch) {
                    await();
                    float[][] logits = new float[batch.size()][];
                    for (int i = 0; i < logits.length; i++) {
                        logits[i] = new float[] {batch.get(i).count()};
                    }
                    return new BatchAnswer(logits, null);
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
