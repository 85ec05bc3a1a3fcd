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
 * The header of a safetensors file: where the values of each tensor lie.
 *
 * @param entries in the order of their offsets, which leave no gap
 */
record SafetensorsHeader(List<Entry> entries) {
    private static final String FLOAT32 = "F32";
    /** The key of free text, which no tensor may have as its name. */
    private static final String METADATA = "__metadata__";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /**
     * One tensor.
     *
     * @param sizes one per dimension
     * @param begin offset of its first byte from the end of the header
     * @param end offset of the byte behind its last
     */
    record Entry(String name, List<Long> sizes, long begin, long end) {
        Entry {
            sizes = List.copyOf(sizes);
            if (name.isEmpty() || name.equals(METADATA)) {
                throw new IllegalArgumentException("Cannot name a tensor: the name is empty or reserved: " + name);
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
     * Lays out tensors in the given order.
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

    /** Bytes of all values. */
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
     * Reads {@link #json}, or what another library wrote.
     *
     * @throws StreamCorruptedException if it is damaged or has a tensor of another type than float32
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
                throw new StreamCorruptedException("its tensors overlap or leave a gap at " + entry.name());
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
            throw new StreamCorruptedException("its header is not JSON: " + e.getOriginalMessage());
        }
        throw new StreamCorruptedException("its header is not a JSON object");
    }

    private static Entry entry(String name, JsonNode json) throws StreamCorruptedException {
        String type = json.path("dtype").asText();
        if (!type.equals(FLOAT32)) {
            throw new StreamCorruptedException("%s is not of type F32: %s".formatted(name, type));
        }
        List<Long> sizes = new ArrayList<>();
        json.path("shape").forEach(size -> sizes.add(size.asLong(-1)));
        long begin = json.path("data_offsets").path(0).asLong(-1);
        long end = json.path("data_offsets").path(1).asLong(-1);
        if (name.isEmpty() || begin < 0 || end - begin != Float.BYTES * count(name, sizes)) {
            throw new StreamCorruptedException(
                    "%s of shape %s cannot lie from byte %d to byte %d".formatted(name, sizes, begin, end));
        }
        return new Entry(name, sizes, begin, end);
    }

    private static long count(String name, List<Long> sizes) throws StreamCorruptedException {
        long count = 1;
        for (long size : sizes) {
            if (size < 0 || (size > 0 && count > Integer.MAX_VALUE / size)) {
                throw new StreamCorruptedException("%s cannot have the shape %s".formatted(name, sizes));
            }
            count *= size;
        }
        return count;
    }
}
