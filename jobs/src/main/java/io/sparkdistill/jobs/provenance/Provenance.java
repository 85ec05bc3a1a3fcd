package io.sparkdistill.jobs.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What an artefact came from. Two artefacts with the same {@link #id} have the same content.
 *
 * @param verb the verb that made it
 * @param inputs everything that decides its content: settings, files, artefacts it was made from
 * @param facts what is worth knowing but decides nothing: versions, counts, times, the whole configuration
 */
public record Provenance(String verb, Map<String, String> inputs, Map<String, Object> facts) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    public Provenance {
        inputs = Map.copyOf(inputs);
        facts = Map.copyOf(facts);
    }

    /** A hash of verb and inputs, in hexadecimal. */
    public String id() {
        try {
            String canonical = JSON.writeValueAsString(Map.of("verb", verb, "inputs", new TreeMap<>(inputs)));
            return DigestUtils.sha256Hex(canonical.getBytes(StandardCharsets.UTF_8))
                    .substring(0, 32);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with more facts. */
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

    @SuppressWarnings("unchecked")
    static Provenance parse(String json) {
        try {
            Map<String, Object> read = JSON.readValue(json, Map.class);
            return new Provenance(
                    (String) read.get("verb"), (Map<String, String>) read.get("inputs"), (Map<String, Object>)
                            read.get("facts"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
