package io.sparkdistill.teacher;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Identifies the run whose student an output folder serves, as its file {@code current.json} stores it.
 *
 * @param run identifier of the run, which is the name of its folder
 * @param since time when it was promoted, ISO 8601
 * @param reason why it was promoted, for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServedRun(String run, String since, String reason) {
    /** The name of the file in the output folder. */
    public static final String FILE = "current.json";
    /** The name of the folder of all runs in the output folder. */
    public static final String RUNS = "runs";

    /** The name of the student in the folder of its run. */
    static final String STUDENT = "student";
    /** The models of a run that a folder may name as if they were in the output folder. */
    private static final Pattern MODEL = Pattern.compile("student(-[0-9]+)?|baseline");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public ServedRun {
        Objects.requireNonNull(run, "run");
    }

    /** Writes the content of {@code current.json}. */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IOException if the text is truncated, or names no run
     */
    public static ServedRun parse(String json) throws IOException {
        return Optional.ofNullable(JSON.readValue(json, ServedRun.class))
                .orElseThrow(() -> new IOException("it names no run"));
    }

    /**
     * Returns the folder of the student that a given folder stands for. An output folder stands for the student of its
     * served run, and {@code student}, {@code student-2} or {@code baseline} in an output folder for that model of the
     * served run. Any other folder stands for itself.
     *
     * @throws IOException if {@code current.json} exists but cannot be read; the message names it
     */
    static String folder(String given, Configuration hadoop) throws IOException {
        Path path = path(given);
        Optional<ServedRun> served = read(path, hadoop);
        if (served.isPresent()) {
            return served.get().artifact(path, STUDENT);
        }
        Path parent = path.getParent();
        if (parent == null || !MODEL.matcher(path.getName()).matches()) {
            return given;
        }
        return read(parent, hadoop)
                .map(outer -> outer.artifact(parent, path.getName()))
                .orElse(given);
    }

    private String artifact(Path output, String name) {
        return new Path(output, RUNS + "/" + run + "/" + name).toString();
    }

    private static Path path(String folder) throws IOException {
        try {
            return new Path(folder);
        } catch (IllegalArgumentException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    private static Optional<ServedRun> read(Path output, Configuration hadoop) throws IOException {
        Path file = new Path(output, FILE);
        FileSystem files = file.getFileSystem(hadoop);
        if (!files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = files.open(file)) {
            return Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
