package io.sparkdistill.jobs.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Cuts a JSON text into the values that are its rows: those at its top, and those in arrays at its top. */
final class JsonRows {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonRows() {}

    /** The rows of a text; what cannot be parsed is one more row, up to the end of the text. */
    static List<String> cut(String text) {
        List<String> rows = new ArrayList<>();
        int done = 0;
        try (JsonParser parser = FACTORY.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    int to = (int) parser.currentLocation().getCharOffset();
                    rows.add(text.substring(from, to));
                    done = to;
                }
            }
        } catch (IOException e) {
            String rest = text.substring(done).strip();
            rows.add(done == 0 ? text : rest.startsWith(",") ? rest.substring(1).strip() : rest);
        }
        return rows;
    }

    /** The keys of all objects among the rows of a text. */
    static List<String> keys(String text) {
        List<String> rows = isMultiLine(text)
                ? cut(text)
                : text.lines().flatMap(line -> cut(line).stream()).toList();
        Set<String> keys = new LinkedHashSet<>();
        rows.forEach(row -> keys.addAll(keysOfObject(row)));
        return List.copyOf(keys);
    }

    /** The keys of an object; none of a malformed one, which is rejected when it is read. */
    private static Set<String> keysOfObject(String row) {
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

    /** Whether the values at the beginning of a text extend over several lines. */
    static boolean isMultiLine(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return false;
        }
        String line = start.lines().findFirst().orElse("");
        if (line.length() == start.length() || parses(line)) {
            return false;
        }
        try (JsonParser parser = FACTORY.createParser(start)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
            }
            parser.skipChildren();
            return true;
        } catch (JsonEOFException e) {
            return true; // The text was cut.
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean parses(String line) {
        try (JsonParser parser = FACTORY.createParser(line)) {
            parser.nextToken();
            parser.skipChildren();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
