package io.sparkdistill.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads the models of Apache OpenNLP that are on the class path. */
final class OpenNlpModel {
    /** The constructor of a model. */
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
