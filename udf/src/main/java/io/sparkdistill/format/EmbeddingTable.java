package io.sparkdistill.format;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sparkdistill.onnx.ExternalTensors;
import io.sparkdistill.onnx.FloatTensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An embedding table is the parameter of a language model with one row per token of its tokenizer.
 *
 * @param width values per row
 * @param values in row-major order
 */
@SuppressWarnings("ArrayRecordComponent")
public record EmbeddingTable(int width, float[] values) {
    /** A candidate is a matrix of a model that may be its embedding table. */
    private record Candidate(String name, long rows, long width, ValueReader values) {}

    private interface ValueReader {
        float[] read() throws IOException;
    }

    /**
     * Finds the embedding table of a model: the matrix of floats with the fewest rows that has a row for every token. Of
     * several, it is the first; an output layer that shares the table has the same values.
     *
     * @param tokens number of tokens of the tokenizer
     * @throws IOException if the model cannot be read or has no such matrix
     */
    public static EmbeddingTable find(ModelFormat format, Path file, List<Path> weights, long tokens)
            throws IOException {
        return switch (format) {
            case TORCH_SCRIPT -> ofTorchScript(file, tokens);
            case ONNX -> ofOnnx(file, weights, tokens);
        };
    }

    /** Returns the mean of the rows of some tokens, {@code (width)}; zeros for none. */
    public float[] mean(int[] tokens) {
        float[] mean = new float[width];
        for (int token : tokens) {
            for (int i = 0; i < width; i++) {
                mean[i] += values[token * width + i] / tokens.length;
            }
        }
        return mean;
    }

    private static EmbeddingTable ofTorchScript(Path file, long tokens) throws IOException {
        try (Model model = ModelFormat.TORCH_SCRIPT.load("embedding table", file, Device.cpu())) {
            List<Candidate> candidates = new ArrayList<>();
            model.getBlock().getParameters().forEach(parameter -> {
                NDArray array = parameter.getValue().getArray();
                Shape shape = array.getShape();
                // DJL has no name for bfloat16, but PyTorch converts it.
                DataType type = array.getDataType();
                if (shape.dimension() == 2 && (type.isFloating() || type == DataType.UNKNOWN)) {
                    candidates.add(new Candidate(
                            parameter.getKey(), shape.get(0), shape.get(1), () -> array.toType(DataType.FLOAT32, false)
                                    .toFloatArray()));
                }
            });
            return chosen(candidates, file, tokens);
        }
    }

    private static EmbeddingTable ofOnnx(Path file, List<Path> weights, long tokens) throws IOException {
        ModelProto model;
        try (InputStream in = Files.newInputStream(file)) {
            model = ModelProto.parseFrom(in);
        }
        List<Candidate> candidates = model.getGraph().getInitializerList().stream()
                .filter(tensor ->
                        tensor.getDimsCount() == 2 && tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE)
                .map(tensor -> new Candidate(
                        tensor.getName(),
                        tensor.getDims(0),
                        tensor.getDims(1),
                        () -> FloatTensors.values(
                                tensor.getExternalDataCount() == 0 ? tensor : embedded(tensor, file, weights))))
                .toList();
        return chosen(candidates, file, tokens);
    }

    /** Reads a tensor from the file beside the model that has it. */
    private static TensorProto embedded(TensorProto tensor, Path file, List<Path> weights) throws IOException {
        ModelProto.Builder alone = ModelProto.newBuilder();
        alone.getGraphBuilder().addInitializer(tensor);
        try {
            return ExternalData.with(file, ExternalData.locations(file), weights, link -> {
                ExternalTensors.embed(alone, link.getParent(), Integer.MAX_VALUE);
                return alone.getGraph().getInitializer(0);
            });
        } catch (MalformedModelException e) {
            throw new IOException("Cannot read word-piece vectors: " + e.getMessage(), e);
        }
    }

    private static EmbeddingTable chosen(List<Candidate> candidates, Path file, long tokens) throws IOException {
        Candidate table = candidates.stream()
                .filter(candidate -> candidate.rows() >= tokens)
                .min(Comparator.comparingLong(Candidate::rows))
                .orElseThrow(() -> new IOException(
                        ("Cannot read word-piece vectors: %s has no matrix of floats with a row for each of the %d tokens"
                                        + " of its tokenizer; a frozen or a quantized model has none: name another export of it")
                                .formatted(file.getFileName(), tokens)));
        return new EmbeddingTable(Math.toIntExact(table.width()), table.values().read());
    }
}
