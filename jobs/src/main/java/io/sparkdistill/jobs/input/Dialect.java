package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputEntry.Layout;
import io.sparkdistill.jobs.config.InputFormat;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A dialect defines the quotes and escapes of delimited files, and thus which characters separate fields and rows.
 *
 * @param quote the character that encloses fields; {@link #ABSENT} for none
 * @param escape the character before a quote that belongs to its field; {@link #ABSENT} for none
 * @param multiLine whether an enclosed field may hold line breaks
 */
record Dialect(char quote, char escape, boolean multiLine) implements Serializable {
    /** A noncharacter of Unicode, which is in no text; it stands for no character. */
    static final char ABSENT = '\uFFFF';

    /** The dialect without quoting: a quote is an ordinary character, and every line break ends a row. */
    static final Dialect LITERAL = new Dialect(ABSENT, ABSENT, false);

    private static final char QUOTE = '"';
    private static final char BACKSLASH = '\\';

    boolean hasQuotes() {
        return quote != ABSENT;
    }

    /** Returns the dialects that an entry's settings allow, the likeliest first. */
    static List<Dialect> candidates(InputEntry entry) {
        Layout layout = entry.layout();
        List<Dialect> dialects = new ArrayList<>();
        boolean unquoted = layout.quote().isEmpty() ? entry.format() == InputFormat.TSV : quoteOf(layout) == ABSENT;
        if (unquoted && !layout.multiLine().orElse(false)) {
            dialects.add(LITERAL);
        }
        if (quoteOf(layout) != ABSENT) {
            List<Boolean> multiLine = layout.multiLine().map(List::of).orElse(List.of(true, false));
            multiLine.forEach(several ->
                    escapes(layout).forEach(escape -> dialects.add(new Dialect(quoteOf(layout), escape, several))));
        }
        return dialects.isEmpty() ? List.of(LITERAL) : dialects;
    }

    private static char quoteOf(Layout layout) {
        return layout.quote().map(Dialect::character).orElse(QUOTE);
    }

    private static Stream<Character> escapes(Layout layout) {
        return layout.escape()
                .map(escape -> Stream.of(character(escape)))
                .orElse(Stream.of(quoteOf(layout), BACKSLASH));
    }

    private static char character(String setting) {
        return setting.equals(Layout.NONE) ? ABSENT : setting.charAt(0);
    }

    /**
     * Returns whether Spark must read files as a whole, because fields have line breaks or the encoding has wide ones.
     */
    boolean readsAcrossLines(InputEntry entry) {
        return multiLine || !new CharacterDecoder(entry.layout().encoding()).hasPlainLineBreaks();
    }

    /** Returns the options of Spark's reader. */
    Map<String, String> options(InputEntry entry) {
        CharacterDecoder decoder = new CharacterDecoder(entry.layout().encoding());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("header", String.valueOf(entry.layout().header()));
        options.put("sep", decoder.carried(entry.layout().separator()).replace("\\", "\\\\"));
        options.put("quote", String.valueOf(quote));
        options.put("escape", String.valueOf(escape));
        options.put("multiLine", String.valueOf(readsAcrossLines(entry)));
        options.put("encoding", decoder.carrier().name());
        options.put("maxCharsPerColumn", "-1");
        return options;
    }
}
