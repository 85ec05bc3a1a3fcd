package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.ElementType;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Computes an expression by each interpreter, from the same words and parameters. */
final class Interpreters {
    private final int[][] words;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, float[]> values = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(1);

    Interpreters(int[][] words) {
        this.words = words;
    }

    /** An expression that is generic in the interpreter. */
    interface Expression {
        <T> T of(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights);
    }

    /** Adds a parameter of random values in [-1, 1). */
    Interpreters with(String name, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] drawn = new float[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = (float) (2 * random.nextDouble() - 1);
        }
        return with(name, drawn, shape);
    }

    Interpreters with(String name, float[] given, long... shape) {
        shapes.put(name, shape);
        values.put(name, given);
        return this;
    }

    float[] values(String name) {
        return values.get(name);
    }

    float[] djl(Expression expression) {
        return computed(manager -> {
            DjlOps ops = new DjlOps(manager, Dropout.none());
            return expression.of(ops, ops.sequences(words), arrays(manager)::get);
        });
    }

    /** Computes an expression in inference mode without precomputed tables. */
    float[] inference(Expression expression) {
        return computed(manager -> inference(expression, manager, arrays(manager), ProjectionTables.none()));
    }

    /** Computes an expression in inference mode with precomputed tables. */
    float[] precomputed(Expression expression) {
        return computed(manager -> {
            Map<String, NDArray> arrays = arrays(manager);
            ProjectionTables tables = ProjectionTables.recording();
            inference(expression, manager, arrays, tables);
            return inference(expression, manager, arrays, tables.keep(manager));
        });
    }

    private NDArray inference(
            Expression expression, NDManager manager, Map<String, NDArray> arrays, ProjectionTables tables) {
        InferenceOps ops = new InferenceOps(manager, tables);
        return expression
                .<InferenceTensor>of(ops, ops.sequences(words), name -> ops.tensor(arrays.get(name)))
                .array();
    }

    private static float[] computed(Function<NDManager, NDArray> expression) {
        try (NDManager manager = PyTorch.newManager()) {
            return GradientMode.off(() -> expression.apply(manager).toFloatArray());
        }
    }

    private Map<String, NDArray> arrays(NDManager manager) {
        Map<String, NDArray> arrays = new HashMap<>();
        shapes.forEach((name, shape) -> {
            NDArray array = manager.create(values.get(name), new Shape(shape));
            array.setName(name);
            arrays.put(name, array);
        });
        return arrays;
    }

    /** Computes an expression by ONNX Runtime. */
    float[] onnx(Expression expression, long maximumTableBytes) {
        OnnxGraph graph = new OnnxGraph();
        OnnxOps ops = new OnnxOps(graph, maximumTableBytes);
        Map<String, Value> parameters = new HashMap<>();
        Value words = graph.input("words", ElementType.INT64, "rows", "steps");
        Value result = expression.<Value>of(
                ops,
                ops.sequences(words),
                name -> parameters.computeIfAbsent(
                        name, none -> ops.parameter(name, values.get(name), shapes.get(name))));
        graph.output(result, "result", "rows", "columns");
        return run(graph.model());
    }

    private float[] run(byte[] model) {
        int steps = new PaddedSequences(words).steps();
        long[][] padded = Arrays.stream(words)
                .map(row -> Arrays.copyOf(Arrays.stream(row).asLongStream().toArray(), steps))
                .toArray(long[][]::new);
        OrtEnvironment environment = TinyOnnx.environment();
        try (OrtSession session = environment.createSession(model);
                OnnxTensor input = OnnxTensor.createTensor(environment, padded);
                OrtSession.Result result =
                        session.run(session.getInputNames().isEmpty() ? Map.of() : Map.of("words", input))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            float[] read = new float[output.getFloatBuffer().remaining()];
            output.getFloatBuffer().get(read);
            return read;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
