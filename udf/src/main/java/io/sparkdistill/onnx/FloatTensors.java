package io.sparkdistill.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteOrder;

/** Reads the values of float32 tensors, in either of the two forms in which a model holds them. */
public final class FloatTensors {
    private FloatTensors() {}

    /**
     * Returns the values of a tensor, in row-major order.
     *
     * @param tensor float32, with its values in the model itself
     * @throws ArithmeticException if it has more values than an array
     */
    public static float[] values(TensorProto tensor) {
        long size = tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
        float[] values = new float[Math.toIntExact(size)];
        if (tensor.hasRawData()) {
            tensor.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
        }
        return values;
    }
}
