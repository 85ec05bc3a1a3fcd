package io.sparkdistill.format;

import ai.djl.Device;
import io.sparkdistill.engine.RootMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Explains why an engine has not loaded a file: the file has another format, or the engine's own reason. */
final class LoadFailure {
    /** What ONNX Runtime writes before a reason: its code, the path of a copy, and the place in its source. */
    private static final Pattern ONNX_RUNTIME =
            Pattern.compile("^Error code - \\w+ - message: (Load model from .*? failed:)?"
                    + "|/onnxruntime_src/\\S+ .*?\\((?:[^()]|\\([^()]*\\))*\\) ");

    private static final String GPU = "; a GPU needs a jar that was built with onnxruntime_gpu";

    private LoadFailure() {}

    /**
     * Creates the exception.
     *
     * @param hint reason if the file does not have the format
     */
    static IOException of(ModelFormat format, String hint, Path file, Device device, Exception error) {
        String place = device.isGpu() ? " on " + device : "";
        return new IOException(
                "Cannot load the model%s: %s".formatted(place, reason(format, hint, file, device, error)), error);
    }

    private static String reason(ModelFormat format, String hint, Path file, Device device, Exception error) {
        if (format.recognizes(file)) {
            String reason =
                    ONNX_RUNTIME.matcher(RootMessage.of(error)).replaceAll("").strip();
            return format == ModelFormat.ONNX && device.isGpu() ? reason + GPU : reason;
        }
        Optional<ModelFormat> other = Arrays.stream(ModelFormat.values())
                .filter(one -> one.recognizes(file))
                .findFirst();
        return other.map(one -> "it is a file of another format; let its name end in " + one.named(""))
                .orElse(hint);
    }
}
