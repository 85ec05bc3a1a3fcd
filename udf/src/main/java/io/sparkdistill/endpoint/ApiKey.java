package io.sparkdistill.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Says where a key for an endpoint is. Each machine reads it there when it loads the model, so the key itself is in no
 * configuration, task, plan, log or table.
 */
public sealed interface ApiKey extends Serializable {
    /**
     * Reads the key.
     *
     * @return the key; empty for an endpoint without one
     * @throws IOException if there is none; the message says where it was looked for
     */
    Optional<String> read() throws IOException;

    /** An endpoint that needs no key. */
    record None() implements ApiKey {
        @Override
        public Optional<String> read() {
            return Optional.empty();
        }
    }

    /**
     * A key in an environment variable of driver and executors.
     *
     * @param variable name of the variable
     */
    record Environment(String variable) implements ApiKey {
        @Override
        public Optional<String> read() throws IOException {
            String key = System.getenv(variable);
            if (key == null || key.isBlank()) {
                throw new IOException(
                        "Cannot read the API key: the environment variable %s of this process is not set; set it on the driver and on every executor, or use api-key-file"
                                .formatted(variable));
            }
            return Optional.of(oneWord(key.strip(), "the environment variable " + variable));
        }
    }

    /**
     * A key in a file.
     *
     * @param path path or URI that Hadoop reads
     */
    record File(String path) implements ApiKey {
        @Override
        public Optional<String> read() throws IOException {
            Path file = new Path(path);
            String key;
            try (InputStream in = file.getFileSystem(new Configuration()).open(file)) {
                key = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new IOException("Cannot read the API key: %s: %s".formatted(path, e.getMessage()), e);
            }
            if (key.isEmpty()) {
                throw new IOException("Cannot read the API key: the file is empty: " + path);
            }
            return Optional.of(oneWord(key, path));
        }
    }

    /** Returns a key that a header can hold. The HTTP client would repeat any other one in its error message. */
    private static String oneWord(String key, String place) throws IOException {
        if (!key.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new IOException(
                    "Cannot read the API key: %s has more than the key, or characters that no key has; leave only the key, one word of ASCII characters, in it"
                            .formatted(place));
        }
        return key;
    }
}
