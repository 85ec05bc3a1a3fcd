package io.sparkdistill.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as maps, lists, strings, doubles, booleans and null. The JDK has no reader, and the students of a service
 * shall bring no library that could clash with those of the service.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
final class Json {
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";
    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private final String text;
    private int position;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Reads a document.
     *
     * @throws IOException if it is not JSON
     */
    static Object parse(String text) throws IOException {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        if (json.position < text.length()) {
            throw json.malformed("the end");
        }
        return value;
    }

    private Object value() throws IOException {
        skipSpace();
        char next = peek();
        return switch (next) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        if (!skips('}')) {
            do {
                skipSpace();
                String key = string();
                skipSpace();
                expect(':');
                members.put(key, value());
            } while (skips(','));
            expect('}');
        }
        return members;
    }

    private List<Object> array() throws IOException {
        List<Object> elements = new ArrayList<>();
        expect('[');
        if (!skips(']')) {
            do {
                elements.add(value());
            } while (skips(','));
            expect(']');
        }
        return elements;
    }

    private String string() throws IOException {
        StringBuilder string = new StringBuilder();
        expect('"');
        while (peek() != '"') {
            char next = text.charAt(position++);
            string.append(next == '\\' ? escaped() : next);
        }
        expect('"');
        return string.toString();
    }

    private char escaped() throws IOException {
        char escape = peek();
        position++;
        if (escape == 'u' && position + HEX_DIGITS <= text.length()) {
            int start = position;
            position += HEX_DIGITS;
            try {
                return (char) Integer.parseInt(text, start, position, HEX);
            } catch (NumberFormatException e) {
                throw new IOException(malformed("four hexadecimal digits").getMessage(), e);
            }
        }
        int index = ESCAPES.indexOf(escape);
        if (index < 0) {
            throw malformed("an escape");
        }
        return ESCAPED.charAt(index);
    }

    private Object literal(String literal, Object value) throws IOException {
        if (!text.startsWith(literal, position)) {
            throw malformed(literal);
        }
        position += literal.length();
        return value;
    }

    private Double number() throws IOException {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        try {
            return Double.valueOf(text.substring(start, position));
        } catch (NumberFormatException e) {
            throw new IOException(malformed("a value").getMessage(), e);
        }
    }

    private boolean skips(char wanted) throws IOException {
        skipSpace();
        boolean found = peek() == wanted;
        position += found ? 1 : 0;
        return found;
    }

    private void expect(char wanted) throws IOException {
        if (peek() != wanted) {
            throw malformed("'" + wanted + "'");
        }
        position++;
    }

    private char peek() throws IOException {
        if (position >= text.length()) {
            throw malformed("more");
        }
        return text.charAt(position);
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private IOException malformed(String expected) {
        return new IOException("Cannot read JSON: %s expected at character %d".formatted(expected, position));
    }
}
