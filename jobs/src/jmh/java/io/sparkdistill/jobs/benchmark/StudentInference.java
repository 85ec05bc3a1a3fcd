package io.sparkdistill.jobs.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures students from texts to logits on one thread: whole batches, and single rows with their percentiles. */
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StudentInference {
    private static final int ROWS = 1_024;

    @Param({"bilstm", "small bilstm", "cnn", "logistic"})
    private String student;

    @Param({"spark", "ONNX Runtime", "DJL", "serving float32"})
    private String form;

    private ServedStudent served;
    private Function<List<String>, float[][]> logits;
    private List<String> texts;
    private int next;

    @Setup
    public void open() throws Exception {
        served = new ServedStudent(student);
        logits = served.forms().get(form);
        texts = ServedStudent.texts(ROWS);
    }

    @TearDown
    public void close() {
        served.close();
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(ROWS)
    public float[][] batch() {
        return logits.apply(texts);
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public float[][] row() {
        return logits.apply(oneText());
    }

    /** Measures what a single row costs without a student. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public List<String> baseline() {
        return oneText();
    }

    private List<String> oneText() {
        next = (next + 1) % ROWS;
        return List.of(texts.get(next));
    }
}
