package io.sparkdistill.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model computes the answers of batches in ONNX Runtime. It is thread-safe, and every call computes on the
 * thread that makes it.
 */
final class OnnxModel implements AutoCloseable {
    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";

    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxModel(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /** The outputs hold the answers of a batch: one row per example, one column per class. */
    record Outputs(float[][] logits, float[][] probabilities) {}

    static OnnxModel open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString(), null, "no such model");
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = options()) {
            return new OnnxModel(environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new IOException("Cannot load the model %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The lengths of batches change: what ONNX Runtime would keep for each would grow. */
    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setMemoryPatternOptimization(false);
        options.setCPUArenaAllocator(false);
        return options;
    }

    /** Computes the answers for a batch of texts or pairs: one matrix of ids per name, all of as many rows. */
    Outputs runIds(List<String> names, List<long[]> matrices, int rows) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            for (int i = 0; i < names.size(); i++) {
                long[] ids = matrices.get(i);
                LongBuffer buffer = direct(ids.length * Long.BYTES).asLongBuffer();
                buffer.put(ids).flip();
                inputs.put(
                        names.get(i),
                        OnnxTensor.createTensor(environment, buffer, new long[] {rows, ids.length / rows}));
            }
            return run(inputs);
        } catch (OrtException e) {
            throw failure(e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Computes the answers for a batch of features. */
    Outputs runFeatures(String name, float[] features, int rows) {
        FloatBuffer buffer = direct(features.length * Float.BYTES).asFloatBuffer();
        buffer.put(features).flip();
        try (OnnxTensor input =
                OnnxTensor.createTensor(environment, buffer, new long[] {rows, features.length / rows})) {
            return run(Map.of(name, input));
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private Outputs run(Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            return new Outputs((float[][]) result.get(LOGITS).orElseThrow().getValue(), (float[][])
                    result.get(PROBABILITIES).orElseThrow().getValue());
        }
    }

    private static IllegalStateException failure(OrtException e) {
        return new IllegalStateException("Cannot classify: ONNX Runtime failed: " + e.getMessage(), e);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("Cannot close the model: " + e.getMessage(), e);
        }
    }
}
