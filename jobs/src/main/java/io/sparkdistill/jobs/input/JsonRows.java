package io.sparkdistill.jobs.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Splits a JSON text into its rows: the values at the top level, and the elements of arrays there. A value that is
 * malformed is a row as well, and ends where the next one can begin, so that none is lost with it.
 */
final class JsonRows {
    private static final JsonFactory FACTORY = JsonObjects.FACTORY;

    private final String text;
    private final char[] characters;

    private JsonRows(String text) {
        this.text = text;
        this.characters = text.toCharArray();
    }

    /** Returns the rows of a text. */
    static List<String> cut(String text) {
        JsonRows cutting = new JsonRows(text);
        List<String> rows = new ArrayList<>();
        for (int from = cutting.nextFrom(0); from < text.length(); ) {
            int to = cutting.endOf(from);
            rows.add(text.substring(from, to).strip());
            from = cutting.nextFrom(to);
        }
        return rows;
    }

    /** Returns the position of the next value; white space, commas and brackets separate rows. */
    private int nextFrom(int place) {
        int from = place;
        while (from < characters.length
                && (Character.isWhitespace(characters[from]) || ",[]".indexOf(characters[from]) >= 0)) {
            from++;
        }
        return from;
    }

    private int endOf(int from) {
        try (JsonParser parser = FACTORY.createParser(characters, from, characters.length - from)) {
            parser.nextToken();
            parser.skipChildren();
            parser.finishToken();
            return from + (int) parser.currentLocation().getCharOffset();
        } catch (IOException e) {
            return Math.min(endOfBraces(from), nextLineLike(from));
        }
    }

    /** Returns the end of a malformed value: behind the brace that closes its first one, else the end of the text. */
    private int endOfBraces(int from) {
        int depth = 0;
        boolean inString = false;
        for (int i = from; i < characters.length; i++) {
            char character = characters[i];
            if (inString && character == '\\') {
                i++;
            } else if (character == '"') {
                inString = !inString;
            } else if (!inString && (character == '{' || character == '}')) {
                depth += character == '{' ? 1 : -1;
                if (depth <= 0) {
                    return i + 1;
                }
            }
        }
        return characters.length;
    }

    /**
     * Returns the start of the next line with the same indentation and first character; the end of the text if none
     * has.
     */
    private int nextLineLike(int from) {
        String before = text.substring(text.lastIndexOf('\n', from) + 1, from);
        int next = text.indexOf("\n" + (before.isBlank() ? before : "") + characters[from], from);
        return next < 0 ? characters.length : next;
    }

    /** Returns the keys of all objects among the rows of a text. */
    static List<String> keys(String text) {
        List<String> rows = isMultiLine(text)
                ? cut(text)
                : text.lines().flatMap(line -> cut(line).stream()).toList();
        Set<String> keys = new LinkedHashSet<>();
        rows.forEach(row -> keys.addAll(JsonObjects.keys(row)));
        return List.copyOf(keys);
    }

    /** Returns whether the values at the beginning of a text extend over several lines. */
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
