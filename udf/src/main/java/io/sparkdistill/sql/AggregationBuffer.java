package io.sparkdistill.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Holds the accumulator of an aggregate function, or null before the first row, which is serialized as no bytes. */
final class AggregationBuffer<S> {
    S accumulator;

    byte[] toBytes(AggregationFunction.Write<S> write) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (accumulator != null) {
                write.write(accumulator, out);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot write an aggregation buffer", exception);
        }
        return bytes.toByteArray();
    }

    static <S> AggregationBuffer<S> ofBytes(byte[] bytes, AggregationFunction.Read<S> read) {
        AggregationBuffer<S> buffer = new AggregationBuffer<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            buffer.accumulator = bytes.length == 0 ? null : read.read(in);
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot read an aggregation buffer", exception);
        }
        return buffer;
    }
}
