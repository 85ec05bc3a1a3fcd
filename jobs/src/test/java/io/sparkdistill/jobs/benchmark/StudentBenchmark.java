package io.sparkdistill.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.serving.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows per second of the forms of a student on one thread, and the time of one row, measured in turns so that a busy
 * machine is busy for all of them. Not part of the build: {@code mvn -Pbenchmark -pl serving,udf,jobs test
 * -Dtest=StudentBenchmark}.
 */
class StudentBenchmark {
    private static final int ROWS = 4_000;
    private static final int SINGLE_ROWS = 3_000;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final String REFERENCE = "ONNX Runtime";

    static List<String> students() {
        return ServedStudent.NAMES;
    }

    @ParameterizedTest
    @MethodSource("students")
    void rowsPerSecond(String name) throws Exception {
        try (ServedStudent student = new ServedStudent(name)) {
            List<String> texts = ServedStudent.texts(ROWS);
            float[][] expected = student.forms().get(REFERENCE).apply(texts);
            student.forms().forEach((form, logits) -> {
                if (!form.endsWith("int8")) {
                    assertThat(logits.apply(texts)[1]).containsExactly(expected[1], within(1e-4f));
                }
            });
            Map<String, double[]> seconds = batches(student, texts);
            Map<String, double[]> micros = singleRows(student, texts.subList(0, SINGLE_ROWS));
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: float32 %,d bytes, int8 %,d bytes%n",
                    name,
                    student.bytes(Precision.FLOAT32),
                    student.bytes(Precision.INT8));
            seconds.forEach((form, times) -> System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %,.0f rows/s | best %,.0f | × %.2f | p50 %.3f ms | p99 %.3f ms |%n",
                    name,
                    form,
                    ROWS / quantile(times, 0.5),
                    ROWS / quantile(times, 0),
                    ratio(seconds.get(REFERENCE), times),
                    quantile(micros.get(form), 0.5) / 1e3,
                    quantile(micros.get(form), 0.99) / 1e3));
        }
    }

    private static Map<String, double[]> batches(ServedStudent student, List<String> texts) {
        Map<String, double[]> seconds = new LinkedHashMap<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (Map.Entry<String, Function<List<String>, float[][]>> form :
                    student.forms().entrySet()) {
                long start = System.nanoTime();
                answered(form.getValue().apply(texts), texts);
                double[] times = seconds.computeIfAbsent(form.getKey(), key -> new double[ROUNDS]);
                times[Math.max(0, round)] = (System.nanoTime() - start) / 1e9;
            }
        }
        return seconds;
    }

    private static void answered(float[][] logits, List<String> texts) {
        if (logits.length != texts.size()) {
            throw new IllegalStateException("%d rows for %d texts".formatted(logits.length, texts.size()));
        }
    }

    private static Map<String, double[]> singleRows(ServedStudent student, List<String> texts) {
        Map<String, double[]> micros = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            for (Map.Entry<String, Function<List<String>, float[][]>> form :
                    student.forms().entrySet()) {
                List<String> one = List.of(texts.get(i));
                long start = System.nanoTime();
                answered(form.getValue().apply(one), one);
                micros.computeIfAbsent(form.getKey(), key -> new double[texts.size()])[i] =
                        (System.nanoTime() - start) / 1e3;
            }
        }
        // The first third warms up.
        micros.replaceAll((form, times) -> Arrays.copyOfRange(times, times.length / 3, times.length));
        return micros;
    }

    /** The median of the ratios of the rounds. */
    private static double ratio(double[] reference, double[] times) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            ratios.add(reference[i] / times[i]);
        }
        return quantile(ratios.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }
}
