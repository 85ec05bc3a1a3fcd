package io.sparkdistill.jobs.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the values of a JSON object that is a row. */
final class JsonObjects {
    /** The parser of all JSON inputs, without a limit on the length of a string. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonObjects() {}

    /**
     * Returns the values of keys: strings, numbers as they are written, objects and arrays as JSON, null for null and
     * for a key that is not there. Of a key that is there twice the last one counts.
     *
     * @return null if the row is not an object
     */
    static String[] values(String row, List<String> keys) {
        String[] values = new String[keys.size()];
        try (JsonParser parser = FACTORY.createParser(row)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int key = keys.indexOf(parser.currentName());
                parser.nextToken();
                if (key >= 0) {
                    values[key] = written(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? values : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String written(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!parser.currentToken().isStructStart()) {
            return parser.getText();
        }
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(json)) {
            generator.copyCurrentStructure(parser);
        }
        return json.toString();
    }

    /** Returns the keys of an object; none for a malformed one, which is rejected when it is read. */
    static Set<String> keys(String row) {
        Set<String> keys = new LinkedHashSet<>();
        try (JsonParser parser = FACTORY.createParser(row)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            return keys;
        } catch (IOException e) {
            return Set.of();
        }
    }

    /**
     * Returns whether an object, which may be cut, is a table by columns, the default of pandas: the value of the key
     * is an object from row numbers to values.
     */
    static boolean isTable(String start, String key) {
        try (JsonParser parser = FACTORY.createParser(start)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(key);
                if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
                    return "0".equals(parser.nextFieldName());
                }
                parser.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns the numbers of a JSON array. An element may be null, and {@code "NaN"} and {@code "Infinity"} in quotes
     * are numbers, as Spark writes them.
     *
     * @return null if it is not an array of numbers
     */
    static Float[] numbers(String array) {
        List<Float> numbers = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(array)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                numbers.add(number(parser));
            }
            return parser.nextToken() == null ? numbers.toArray(Float[]::new) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Float number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String written = parser.getText();
        boolean isNumber = parser.currentToken().isNumeric() || written.matches("NaN|[+-]?Infinity");
        if (!isNumber) {
            throw new IOException("Cannot read a number: " + written);
        }
        return switch (written) { // Java's parser takes no INF.
            case "INF", "+INF" -> Float.POSITIVE_INFINITY;
            case "-INF" -> Float.NEGATIVE_INFINITY;
            default -> Float.parseFloat(written);
        };
    }
}
