package io.sparkdistill.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.onnx.ExternalTensors;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Quantizes ONNX models dynamically: weights become whole numbers of 8 bits with a scale per channel when the model is
 * written; the inputs of products become such numbers, with one scale per batch, while the model runs. Matrix products
 * and LSTMs multiply whole numbers, and embedding tables shrink to a quarter.
 *
 * <p>Source: Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 * Inference.
 */
public final class OnnxQuantization {
    /** The first operator set with {@code DynamicQuantizeLinear}. */
    private static final long FIRST_OPERATOR_SET = 11;

    private OnnxQuantization() {}

    /**
     * Describes a quantized model.
     *
     * @param bytes size of the model before, with the weights in files beside it
     * @param quantizedBytes size of the quantized model
     * @param operators number of quantized operators of each type
     */
    public record Report(long bytes, long quantizedBytes, Map<String, Integer> operators) {
        public Report {
            operators = Map.copyOf(operators);
        }
    }

    /**
     * Quantizes a model.
     *
     * @param model file of the model, with its external weights beside it
     * @param quantized file that is written, with all weights in it
     * @throws IOException if the model cannot be read or has nothing to quantize, or the file cannot be written
     */
    public static Report quantize(Path model, Path quantized) throws IOException {
        if (Files.exists(quantized) && Files.isSameFile(model, quantized)) {
            throw new IOException("Cannot quantize %s: the quantized model would overwrite it; write it to another file"
                    .formatted(model));
        }
        ModelProto folded = foldConstants(model);
        long operatorSet = folded.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty())
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
        if (operatorSet < FIRST_OPERATOR_SET) {
            throw new IOException("Cannot quantize %s: its operator set must be at least %d: %d; export it again"
                    .formatted(model, FIRST_OPERATOR_SET, operatorSet));
        }
        GraphQuantizer.Quantized graph = GraphQuantizer.quantize(folded.getGraph());
        if (graph.operators().isEmpty()) {
            throw new NothingToQuantizeException(model);
        }
        ModelProto.Builder written = folded.toBuilder().setGraph(graph.graph());
        if (written.getOpsetImportList().stream()
                .noneMatch(set -> set.getDomain().equals(Int8Operators.DOMAIN))) {
            written.addOpsetImport(OperatorSetIdProto.newBuilder()
                    .setDomain(Int8Operators.DOMAIN)
                    .setVersion(1));
        }
        write(written.build(), quantized);
        return new Report(size(model), Files.size(quantized), graph.operators());
    }

    private static void write(ModelProto model, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.writeTo(out);
        } catch (IOException e) {
            throw new IOException("Cannot write %s: %s".formatted(file, e), e);
        }
    }

    private static long size(Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            return Files.size(model) + ExternalTensors.bytes(ModelProto.parseFrom(in), folder(model));
        }
    }

    private static Path folder(Path model) {
        return model.toAbsolutePath().getParent();
    }

    /** Lets ONNX Runtime compute what depends on constants alone: thereby all weights become initializers. */
    private static ModelProto foldConstants(Path model) throws IOException {
        OnnxRuntime.engine();
        Path folder = Files.createTempDirectory("spark-distill-quantize");
        Path file = folder.resolve("folded.onnx");
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(OptLevel.BASIC_OPT);
            options.setOptimizedModelFilePath(file.toString());
            OrtEnvironment.getEnvironment()
                    .createSession(model.toString(), options)
                    .close();
            try (InputStream in = Files.newInputStream(file)) {
                ModelProto.Builder folded = ModelProto.parseFrom(in).toBuilder();
                ExternalTensors.embed(folded, folder(model), Long.MAX_VALUE);
                return folded.build();
            }
        } catch (OrtException e) {
            throw new IOException(
                    "Cannot quantize %s: ONNX Runtime cannot read it: %s".formatted(model, e.getMessage()), e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
