package io.sparkdistill.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The buffer of an aggregate: a tally, or null until the first row. Without a tally its bytes are none. */
final class AggregationBuffer<S> {
    S value;

    byte[] toBytes(AggregationFunction.Write<S> write) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (value != null) {
                write.write(value, out);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot write a tally", exception);
        }
        return bytes.toByteArray();
    }

    static <S> AggregationBuffer<S> ofBytes(byte[] bytes, AggregationFunction.Read<S> read) {
        AggregationBuffer<S> tally = new AggregationBuffer<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            tally.value = bytes.length == 0 ? null : read.read(in);
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot read a tally", exception);
        }
        return tally;
    }
}
