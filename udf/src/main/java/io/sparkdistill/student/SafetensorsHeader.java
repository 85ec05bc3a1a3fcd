package io.sparkdistill.student;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of a safetensors file describes its tensors: the name, the shape and the offsets of each.
 *
 * @param entries one per tensor, in the order of their offsets, without gaps
 */
record SafetensorsHeader(List<Entry> entries) {
    private static final String FLOAT32 = "F32";
    /** The key of metadata; no tensor may have it as its name. */
    private static final String METADATA = "__metadata__";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /**
     * An entry describes one tensor of the file.
     *
     * @param sizes one per dimension
     * @param begin offset of its first byte from the end of the header
     * @param end offset of the byte after its last
     */
    record Entry(String name, List<Long> sizes, long begin, long end) {
        Entry {
            sizes = List.copyOf(sizes);
            if (name.isEmpty() || name.equals(METADATA)) {
                throw new IllegalArgumentException(
                        "Cannot create a tensor: its name must not be empty or reserved: " + name);
            }
        }

        int count() {
            return Math.toIntExact((end - begin) / Float.BYTES);
        }
    }

    SafetensorsHeader {
        entries = List.copyOf(entries);
    }

    /**
     * Computes the offsets of tensors in the given order.
     *
     * @param shapes sizes by name
     */
    static SafetensorsHeader of(Map<String, List<Long>> shapes) {
        List<Entry> entries = new ArrayList<>();
        long begin = 0;
        for (Map.Entry<String, List<Long>> shape : shapes.entrySet()) {
            long count = shape.getValue().stream().reduce(1L, Math::multiplyExact);
            long end = begin + Float.BYTES * count;
            entries.add(new Entry(shape.getKey(), shape.getValue(), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(entries);
    }

    /** Returns the number of bytes of all values. */
    long valueBytes() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }

    byte[] json() throws IOException {
        ObjectNode header = JSON.createObjectNode();
        for (Entry entry : entries) {
            ObjectNode json = header.putObject(entry.name()).put("dtype", FLOAT32);
            ArrayNode shape = json.putArray("shape");
            entry.sizes().forEach(shape::add);
            json.putArray("data_offsets").add(entry.begin()).add(entry.end());
        }
        return JSON.writeValueAsBytes(header);
    }

    /**
     * Parses a header that {@link #json} or another library wrote.
     *
     * @throws StreamCorruptedException if the header is damaged or has a tensor of another type than float32
     */
    static SafetensorsHeader parse(String header) throws StreamCorruptedException {
        JsonNode json = object(header);
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        names.remove(METADATA);
        for (String name : names) {
            entries.add(entry(name, json.get(name)));
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.begin() != expected) {
                throw new StreamCorruptedException("tensors overlap or leave a gap at " + entry.name());
            }
            expected = entry.end();
        }
        return new SafetensorsHeader(entries);
    }

    private static JsonNode object(String header) throws StreamCorruptedException {
        try {
            JsonNode json = JSON.readTree(header);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new StreamCorruptedException("the header is not JSON: " + e.getOriginalMessage());
        }
        throw new StreamCorruptedException("the header is not a JSON object");
    }

    private static Entry entry(String name, JsonNode json) throws StreamCorruptedException {
        String type = json.path("dtype").asText();
        if (!type.equals(FLOAT32)) {
            throw new StreamCorruptedException("the type of %s must be F32: %s".formatted(name, type));
        }
        List<Long> sizes = new ArrayList<>();
        json.path("shape").forEach(size -> sizes.add(size.asLong(-1)));
        long begin = json.path("data_offsets").path(0).asLong(-1);
        long end = json.path("data_offsets").path(1).asLong(-1);
        if (name.isEmpty() || begin < 0 || end - begin != Float.BYTES * count(name, sizes)) {
            throw new StreamCorruptedException(
                    "the offsets of %s do not match its shape %s: %d to %d".formatted(name, sizes, begin, end));
        }
        return new Entry(name, sizes, begin, end);
    }

    private static long count(String name, List<Long> sizes) throws StreamCorruptedException {
        long count = 1;
        for (long size : sizes) {
            if (size < 0 || (size > 0 && count > Integer.MAX_VALUE / size)) {
                throw new StreamCorruptedException("the shape of %s is not valid: %s".formatted(name, sizes));
            }
            count *= size;
        }
        return count;
    }
}
