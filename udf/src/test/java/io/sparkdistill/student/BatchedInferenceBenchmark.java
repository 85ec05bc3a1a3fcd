package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Rows a CPU second, on one thread, of a BiLSTM of standard sizes that is asked: as it is trained, and with what it
 * knows of every word; 13,000 words as frequent as Zipf has it, 5 to 35 words a row, batches of 48 and of 256. Not part
 * of the build: {@code mvn -Pbenchmark -pl serving,udf test -Dtest=BatchedInferenceBenchmark}.
 */
class BatchedInferenceBenchmark {
    private static final int VOCABULARY = 13_000;
    private static final int ROWS = 1024;
    private static final int ROUNDS = 3;

    private final Random random = new Random(1);

    @Test
    void rowsPerSecond() {
        PyTorch.useThreads(1);
        List<Example> examples =
                IntStream.range(0, ROWS).mapToObj(row -> example()).toList();
        try (StudentModel model = StudentModel.forText(BiLstm.standard(), encoder(), 1, 2, 1)) {
            InferenceMode inference = model.inferenceMode(Long.MAX_VALUE);
            for (int round = 0; round < ROUNDS; round++) {
                for (int batch : new int[] {48, 256}) {
                    report("as trained, batches of " + batch, batch, examples, model::logits);
                    report("inference mode, batches of " + batch, batch, examples, inference::logits);
                }
            }
            assertThat(inference.logits(examples)).hasDimensions(ROWS, 2);
        }
    }

    private interface Logits {
        float[][] of(List<Example> examples);
    }

    private static void report(String name, int batch, List<Example> examples, Logits logits) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int from = 0; from < examples.size(); from += batch) {
            logits.of(examples.subList(from, Math.min(from + batch, examples.size())));
        }
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
        System.out.printf("%-30s %,8.0f rows/s%n", name, examples.size() / seconds);
    }

    private Example example() {
        int length = 5 + random.nextInt(31);
        // The inverse of the distribution of a Zipf law with exponent 1.
        int[] words = IntStream.range(0, length)
                .map(word -> 1 + (int) Math.pow(VOCABULARY, random.nextDouble()))
                .toArray();
        return new Example(words, null, null, Example.UNLABELED, null);
    }

    private static TextEncoder encoder() {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < VOCABULARY; i++) {
            counts.put("word" + i, 1L);
        }
        return new TextEncoder(Vocabulary.of(counts, 1, VOCABULARY + 2), 100);
    }
}
