package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.jobs.job.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Reads text files of word vectors as GloVe, word2vec and fastText write them: each line has a word and its numbers,
 * separated by spaces. A first line of two whole numbers (number of words and size) is skipped.
 */
final class VectorFile {
    private static final String KEY = "student.embeddings-file";
    private static final Pattern HEADER = Pattern.compile("\\d+ \\d+\\s*");

    private final Path path;
    private final int size;
    private final Configuration hadoop;

    /**
     * Names a file.
     *
     * @param size numbers per vector
     */
    VectorFile(String path, int size, Configuration hadoop) {
        this.path = new Path(path);
        this.size = size;
        this.hadoop = hadoop;
    }

    /**
     * Checks the first vector.
     *
     * @return a text that differs for other files
     * @throws InputException if the file cannot be read or its vectors have another size
     */
    String check() {
        try (BufferedReader lines = open()) {
            String line = lines.readLine();
            String first = line != null && HEADER.matcher(line).matches() ? lines.readLine() : line;
            int values = first == null ? 0 : first.strip().split(" ", -1).length - 1;
            if (values != size) {
                throw new InputException(
                        "Cannot use %s: %s: its vectors have %d values, but embedding-size is %d; set one of the two"
                                .formatted(KEY, path, values, size));
            }
            FileStatus file = path.getFileSystem(hadoop).getFileStatus(path);
            return file.getPath() + " " + file.getLen() + " " + file.getModificationTime();
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s: %s".formatted(KEY, path, e.getMessage()), e);
        }
    }

    /**
     * Reads the vectors of the wanted words, in lower case. Of words that differ in case only, the first one is taken.
     */
    Map<String, float[]> read(Predicate<String> wanted) {
        Map<String, float[]> vectors = new HashMap<>();
        try (BufferedReader lines = open()) {
            String line = lines.readLine();
            for (int number = 1; line != null; number++, line = lines.readLine()) {
                if (number > 1 || !HEADER.matcher(line).matches()) {
                    add(line.stripTrailing(), number, wanted, vectors);
                }
            }
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s: %s".formatted(KEY, path, e.getMessage()), e);
        }
        return vectors;
    }

    private void add(String line, int number, Predicate<String> wanted, Map<String, float[]> vectors) {
        int start = startOfValues(line);
        String word = start < 1 ? "" : line.substring(0, start).toLowerCase(Locale.ROOT);
        if (start < 1) {
            throw new InputException(
                    "Cannot read %s: %s: line %d is not a word and %d values".formatted(KEY, path, number, size));
        }
        if (wanted.test(word) && !vectors.containsKey(word)) {
            vectors.put(word, values(line.substring(start + 1), number));
        }
    }

    /** Returns the index of the space before the last {@code size} values. A word may contain spaces itself. */
    private int startOfValues(String line) {
        int start = line.length();
        for (int i = 0; i < size && start > 0; i++) {
            start = line.lastIndexOf(' ', start - 1);
        }
        return start;
    }

    private float[] values(String written, int number) {
        String[] parts = written.split(" ", -1);
        float[] values = new float[size];
        try {
            for (int i = 0; i < size; i++) {
                values[i] = Float.parseFloat(parts[i]);
            }
        } catch (NumberFormatException e) {
            throw new InputException(
                    "Cannot read %s: %s: line %d has a value that is not a number: %s"
                            .formatted(KEY, path, number, e.getMessage()),
                    e);
        }
        return values;
    }

    private BufferedReader open() throws IOException {
        FileSystem fileSystem = path.getFileSystem(hadoop);
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        InputStream in = fileSystem.open(path);
        return new BufferedReader(
                new InputStreamReader(codec == null ? in : codec.createInputStream(in), StandardCharsets.UTF_8));
    }
}
