package io.sparkdistill.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/** The buffer of an aggregate: a tally, or null until the first row. */
final class Tally<S extends Serializable> implements Serializable {
    S value;

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot write a tally", exception);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked") // The same aggregate wrote it.
    static <S extends Serializable> Tally<S> ofBytes(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (Tally<S>) in.readObject();
        } catch (IOException exception) {
            throw new UncheckedIOException("Cannot read a tally", exception);
        } catch (ClassNotFoundException exception) {
            throw new IllegalStateException("Cannot read a tally", exception);
        }
    }
}
