package io.sparkdistill.jobs.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the measured metrics of one model on one split, or its cost.
 *
 * @param split validation, test, or cost
 * @param values by the names that {@code metrics.json} uses; all are finite
 */
record Measured(String model, String split, Map<String, Double> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Measured {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads the metrics of all models.
     *
     * @param metrics content of {@code metrics.json}
     */
    static List<Measured> parse(String metrics) {
        try {
            List<Measured> measured = new ArrayList<>();
            JSON.readTree(metrics).path("models").properties().forEach(model -> model.getValue()
                    .properties()
                    .forEach(split -> add(model.getKey(), split.getKey(), split.getValue(), measured)));
            return measured;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read metrics", e);
        }
    }

    private static void add(String model, String split, JsonNode content, List<Measured> measured) {
        Map<String, Double> values = new LinkedHashMap<>();
        content.properties().forEach(field -> {
            if (field.getValue().isNumber() && Double.isFinite(field.getValue().asDouble())) {
                values.put(field.getKey(), field.getValue().asDouble());
            }
        });
        if (!values.isEmpty()) {
            measured.add(new Measured(model, split, values));
        }
    }
}
