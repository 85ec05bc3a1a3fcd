package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** Reads and checks the settings of an entry about the text of its files. */
final class InputLayoutReader {
    private InputLayoutReader() {}

    static InputEntry.Layout read(Settings settings, InputFormat format) {
        requireNone(settings, "separator", format.isDelimited(), "tsv or csv");
        requireNone(settings, "quote", format.isDelimited(), "tsv or csv");
        requireNone(settings, "escape", format.isDelimited(), "tsv or csv");
        requireNone(settings, "encoding", format.isText(), "tsv, csv, json, text or files");
        requireNone(settings, "multi-line", format.isDelimited() || format == InputFormat.JSON, "tsv, csv or json");
        return new InputEntry.Layout(
                settings.flag("header"),
                separator(settings, format),
                character(settings, "quote"),
                character(settings, "escape"),
                encoding(settings),
                settings.isSet("multi-line") ? Optional.of(settings.flag("multi-line")) : Optional.empty(),
                settings.integer("max-lines", 1));
    }

    private static void requireNone(Settings settings, String key, boolean fits, String formats) {
        if (!fits && settings.isSet(key)) {
            settings.problem(key, "must not be given unless format is " + formats);
        }
    }

    private static String separator(Settings settings, InputFormat format) {
        String standard = format == InputFormat.TSV ? "\t" : ",";
        String separator = settings.optionalString("separator").orElse(standard);
        if (separator.isEmpty() || separator.matches("(?s).*[\\r\\n\"].*")) {
            settings.problem("separator", "must be some characters, no quote or line break among them: " + separator);
            return standard;
        }
        return separator;
    }

    private static Optional<String> character(Settings settings, String key) {
        Optional<String> written = settings.optionalString(key);
        boolean right = written.map(value -> InputEntry.Layout.NONE.equals(value)
                        || (value.length() == 1 && !value.isBlank() && value.charAt(0) < 0x80))
                .orElse(true);
        if (!right) {
            settings.problem(key, "must be one ASCII character, or none: " + written.get());
            return Optional.empty();
        }
        return written;
    }

    private static Charset encoding(Settings settings) {
        String name = settings.optionalString("encoding").orElse("UTF-8");
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            settings.problem(
                    "encoding",
                    "must be a character set that Java knows, such as UTF-8, UTF-16 or" + " windows-1252: " + name);
            return StandardCharsets.UTF_8;
        }
    }
}
