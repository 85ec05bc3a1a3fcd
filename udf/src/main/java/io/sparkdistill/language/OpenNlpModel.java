package io.sparkdistill.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Loads models of Apache OpenNLP from the class path. */
final class OpenNlpModel {
    /** Creates a model from its bytes. */
    interface Reader<M> {
        M read(InputStream in) throws IOException;
    }

    private OpenNlpModel() {}

    static <M> M load(String file, Reader<M> reader) {
        try (InputStream in = OpenNlpModel.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException("Cannot load a model of OpenNLP: not on the class path: " + file);
            }
            return reader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot load a model of OpenNLP: unreadable: " + file, e);
        }
    }
}
