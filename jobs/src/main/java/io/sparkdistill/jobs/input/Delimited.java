package io.sparkdistill.jobs.input;

import com.univocity.parsers.csv.CsvParserSettings;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** How tab-separated and comma-separated files are read, on the driver and by Spark alike. */
final class Delimited {
    /** What Spark and its parser understand as "no quotes". */
    private static final char NONE = '\u0000';

    private Delimited() {}

    static Map<String, String> sparkOptions(InputEntry entry) {
        boolean tsv = entry.format() == InputFormat.TSV;
        Map<String, String> options = new LinkedHashMap<>();
        options.put("header", String.valueOf(entry.header()));
        options.put("sep", tsv ? "\t" : ",");
        options.put("quote", tsv ? "" : "\"");
        options.put("escape", tsv ? String.valueOf(NONE) : "\"");
        options.put("multiLine", String.valueOf(!tsv));
        options.put("maxCharsPerColumn", "-1");
        return options;
    }

    static CsvParserSettings parserSettings(InputEntry entry) {
        boolean tsv = entry.format() == InputFormat.TSV;
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(tsv ? '\t' : ',');
        settings.getFormat().setQuote(tsv ? NONE : '"');
        settings.getFormat().setQuoteEscape(tsv ? NONE : '"');
        settings.getFormat().setComment(NONE);
        settings.setMaxCharsPerColumn(-1);
        settings.setMaxColumns(20_480);
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setReadInputOnSeparateThread(false);
        settings.setHeaderExtractionEnabled(entry.header());
        return settings;
    }
}
