package io.sparkdistill.jobs.input;

import java.util.ArrayList;
import java.util.List;

/**
 * Scans the rows of a delimited text in one dialect, by the strict grammar of RFC 4180: an enclosed
 * field ends right before a separator or the end of its row, and quotes in it are escaped.
 */
final class RecordScanner {
    /** The number of rows in one enclosed field from which on its quote is taken for an ordinary character. */
    private static final int SWALLOWED_ROWS = 3;

    private final String text;
    private final String separator;
    private final Dialect dialect;
    private final int maxLines;
    private final boolean onlyReturns;
    private int position;
    private int expectedColumns;

    private List<String> fields = List.of();
    private int enclosed;
    private boolean broken;
    private boolean stray;
    private boolean needsQuotes;

    RecordScanner(String text, String separator, Dialect dialect, int maxLines) {
        this.text = text;
        this.separator = separator;
        this.dialect = dialect;
        this.maxLines = maxLines;
        this.onlyReturns = hasOnlyReturns(text);
    }

    /** Returns whether lines end in carriage returns alone. */
    static boolean hasOnlyReturns(String text) {
        return text.indexOf('\r') >= 0 && text.indexOf('\n') < 0;
    }

    /** Advances to the next row that is not blank; returns false at the end. */
    boolean next() {
        do {
            if (position >= text.length()) {
                return false;
            }
            readRow();
        } while (fields.size() == 1 && fields.get(0).trim().isEmpty() && enclosed == 0);
        if (expectedColumns == 0) {
            expectedColumns = fields.size();
        }
        return true;
    }

    List<String> fields() {
        return fields;
    }

    /** Returns whether the row ends with the text, so that it may be incomplete. */
    boolean isLast() {
        return position >= text.length();
    }

    /** Returns whether the row violates the grammar. */
    boolean isBroken() {
        return broken;
    }

    /** Returns whether a field that is not enclosed has a quote, which the grammar forbids. */
    boolean hasStrayQuote() {
        return stray;
    }

    /** Returns whether a field is enclosed. */
    boolean hasEnclosed() {
        return enclosed > 0;
    }

    /** Returns whether a field is enclosed and has a character that requires it. */
    boolean needsQuotes() {
        return needsQuotes;
    }

    private void readRow() {
        fields = new ArrayList<>();
        enclosed = 0;
        broken = false;
        stray = false;
        needsQuotes = false;
        do {
            fields.add(readField());
        } while (skipSeparator());
        skipBreak();
    }

    private String readField() {
        if (!dialect.hasQuotes() || position >= text.length() || text.charAt(position) != dialect.quote()) {
            String field = rest();
            stray |= dialect.hasQuotes() && field.indexOf(dialect.quote()) >= 0;
            return field;
        }
        int start = ++position;
        int end = endOfEnclosed();
        String field = unescaped(text.substring(start, end));
        enclosed++;
        if (position < text.length() && !isSeparator(position) && !isBreak(position)) {
            broken = true;
            rest();
        }
        return field;
    }

    /** Returns the position after the closing quote of a field; the end of the text if there is none. */
    private int endOfEnclosed() {
        int firstBreak = -1;
        int lines = 1;
        int start = position;
        for (int i = start; i < text.length(); i++) {
            if (isEscaped(i)) {
                needsQuotes = true;
                i++;
            } else if (text.charAt(i) == dialect.quote()) {
                position = i + 1;
                broken |= firstBreak >= 0 && hasSwallowedRows(firstBreak, i);
                return i;
            } else if (isBreak(i)) {
                firstBreak = firstBreak < 0 ? i : firstBreak;
                lines += text.charAt(i) == '\n' || onlyReturns ? 1 : 0;
                needsQuotes = true;
                broken |= lines > maxLines;
                if (!dialect.multiLine()) {
                    break;
                }
            } else {
                needsQuotes |= isSeparator(i) || text.charAt(i) == ',';
            }
        }
        broken = true;
        position = firstBreak < 0 || dialect.multiLine() ? text.length() : firstBreak;
        return position;
    }

    private boolean isEscaped(int i) {
        if (text.charAt(i) != dialect.escape() || i + 1 >= text.length()) {
            return false;
        }
        char next = text.charAt(i + 1);
        return next == dialect.quote() || (next == dialect.escape() && dialect.escape() != dialect.quote());
    }

    private String unescaped(String field) {
        if (dialect.escape() == Dialect.ABSENT) {
            return field;
        }
        return field.replace("" + dialect.escape() + dialect.quote(), "" + dialect.quote());
    }

    /** Returns whether all whole lines in an enclosed field would be rows with the right number of columns. */
    private boolean hasSwallowedRows(int firstBreak, int end) {
        String[] lines = text.substring(firstBreak + 1, end).split("\r\n|\r|\n", -1);
        int whole = lines.length - 1;
        if (whole < SWALLOWED_ROWS || expectedColumns < 2) {
            return false;
        }
        for (int i = 0; i < whole; i++) {
            if (lines[i].split(java.util.regex.Pattern.quote(separator), -1).length != expectedColumns) {
                return false;
            }
        }
        return true;
    }

    private String rest() {
        int start = position;
        while (position < text.length() && !isSeparator(position) && !isBreak(position)) {
            position++;
        }
        return text.substring(start, position);
    }

    private boolean skipSeparator() {
        boolean found = position < text.length() && isSeparator(position);
        position += found ? separator.length() : 0;
        return found;
    }

    private void skipBreak() {
        if (position < text.length() && text.charAt(position) == '\r') {
            position++;
            if (position < text.length() && text.charAt(position) == '\n') {
                position++;
            }
        } else if (position < text.length()) {
            position++;
        }
    }

    private boolean isSeparator(int i) {
        return text.startsWith(separator, i);
    }

    private boolean isBreak(int i) {
        char character = text.charAt(i);
        if (character == '\n') {
            return true;
        }
        boolean followed = i + 1 < text.length() && text.charAt(i + 1) == '\n';
        return character == '\r' && (!dialect.multiLine() || onlyReturns || followed);
    }
}
