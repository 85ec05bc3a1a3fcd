package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.config.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A provenance records the verb that made an artifact, the inputs that its content depends on, and other facts. Two
 * artifacts with the same {@link #id} have the same content.
 *
 * @param verb that made the artifact
 * @param inputs everything that its content depends on: settings, files and other artifacts
 * @param facts other information, on which the content does not depend: versions, counts, times, the whole
 *     configuration
 */
public record Provenance(String verb, Map<String, String> inputs, Map<String, Object> facts) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    public Provenance {
        inputs = inputs.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, input -> Secrets.redact(input.getValue())));
        facts = Map.copyOf(facts);
    }

    /** The identifier of the artifact: a hash of verb and inputs, 32 hexadecimal digits. */
    public String id() {
        try {
            String canonical = JSON.writeValueAsString(Map.of("verb", verb, "inputs", new TreeMap<>(inputs)));
            return DigestUtils.sha256Hex(canonical.getBytes(StandardCharsets.UTF_8))
                    .substring(0, 32);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns this provenance with further facts. */
    public Provenance with(Map<String, ?> moreFacts) {
        Map<String, Object> all = new TreeMap<>(facts);
        all.putAll(moreFacts);
        return new Provenance(verb, inputs, all);
    }

    String json() {
        try {
            ObjectNode node = JSON.createObjectNode();
            node.put("id", id());
            node.put("verb", verb);
            node.set("inputs", JSON.valueToTree(new TreeMap<>(inputs)));
            node.set("facts", JSON.valueToTree(new TreeMap<>(facts)));
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IOException if the text is truncated, or is no provenance
     */
    static Provenance parse(String json) throws IOException {
        return Optional.ofNullable(JSON.readValue(json, Provenance.class))
                .orElseThrow(() -> new IOException("no provenance"));
    }
}
