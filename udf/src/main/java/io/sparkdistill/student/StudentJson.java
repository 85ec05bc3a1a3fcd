package io.sparkdistill.student;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Mlp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes {@link StudentDescription} as {@code student.json}. */
public final class StudentJson {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private StudentJson() {}

    static void write(Path folder, StudentDescription description) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(StudentDescription.FILE), JSON.writeValueAsString(description) + "\n");
    }

    /**
     * Reads the description of a student of a type.
     *
     * @throws IOException if the file is damaged, of a later version, or of another type; the message names it
     */
    static <T extends StudentDescription> T read(Path file, Class<T> type) throws IOException {
        StudentDescription description = parse(Files.readString(file), file.toString());
        if (!type.isInstance(description)) {
            throw new IOException("Cannot read %s: the student must be of type %s: %s"
                    .formatted(file, name(type), name(description.getClass())));
        }
        return type.cast(description);
    }

    private static String name(Class<?> type) {
        return type.getSimpleName();
    }

    /** Adds the sizes that a network leaves out at their defaults. */
    private static JsonNode withDefaults(JsonNode json) {
        if (json.path("network") instanceof ObjectNode network) {
            String type = network.path("type").asText();
            if (type.equals(BiLstm.NAME) && !network.has("layers")) {
                network.put("layers", 1);
            }
            if (type.equals(Mlp.NAME) && !network.has("inputDropout")) {
                network.put("inputDropout", 0.0);
            }
        }
        return json;
    }

    /**
     * Parses the content of a file.
     *
     * @param file name of the file for error messages
     * @throws IOException if the content is damaged or of a later version; the message names the file
     */
    public static StudentDescription parse(String content, String file) throws IOException {
        try {
            JsonNode json = Version1.upgraded(JSON.readTree(content));
            int version = json.path("version").asInt();
            if (version > StudentDescription.VERSION) {
                throw new IOException(
                        "Cannot read %s: its version is %d and this release reads versions up to %d; use the release that wrote it, or a later one"
                                .formatted(file, version, StudentDescription.VERSION));
            }
            if (version < Version1.VERSION) {
                throw new IOException("Cannot read %s: the file is damaged: it has no version".formatted(file));
            }
            return JSON.treeToValue(withDefaults(json), StudentDescription.class);
        } catch (JsonProcessingException e) {
            throw new IOException("Cannot read %s: the file is damaged: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }
}
