package io.sparkdistill.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The buffer of an aggregate: a tally, or null until the first row. Without a tally its bytes are none. */
final class Tally<S> {
    S value;

    byte[] toBytes(TallyFunction.Write<S> write) {
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

    static <S> Tally<S> ofBytes(byte[] bytes, TallyFunction.Read<S> read) {
        Tally<S> tally = new Tally<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            tally.value = bytes.length == 0 ? null : read.read(in);
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot read a tally", exception);
        }
        return tally;
    }
}
