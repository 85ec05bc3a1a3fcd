package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.SerializableConfiguration;

/** Finds the columns of a delimited file from its beginning, and scores how well each dialect fits. */
final class DelimitedScan implements Function<String, DelimitedScan.Found> {
    private static final int SCANNED = 16 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final SerializableConfiguration hadoop;
    private final String charset;
    private final String separator;
    private final boolean header;
    private final int maxLines;
    private final Dialect[] dialects;

    DelimitedScan(InputEntry entry, Configuration hadoop) {
        this.hadoop = new SerializableConfiguration(hadoop);
        this.charset = entry.layout().encoding().name();
        this.separator = entry.layout().separator();
        this.header = entry.layout().header();
        this.maxLines = entry.layout().maxLines();
        this.dialects = Dialect.candidates(entry).toArray(Dialect[]::new);
    }

    /**
     * Holds the properties that a scan has found in one file. This is a class because Kryo cannot deserialize records.
     */
    static final class Found implements Serializable {
        private final String path;
        private final boolean onlyReturns;
        private final String[] columns;
        private final long[][] scores;

        private Found(String path, boolean onlyReturns, List<String> columns, List<DialectScore> scores) {
            this.path = path;
            this.onlyReturns = onlyReturns;
            this.columns = columns.toArray(String[]::new);
            this.scores = scores.stream().map(DialectScore::values).toArray(long[][]::new);
        }

        String path() {
            return path;
        }

        /** Returns the line end. A carriage return before a line feed is part of the line. */
        String lineEnd() {
            return onlyReturns ? "\r" : "\n";
        }

        /** Returns the names of the columns, encoded as Spark's readers see them; empty for a file without a row. */
        List<String> columns() {
            return List.of(columns);
        }

        /** Returns the score of each dialect. */
        List<DialectScore> scores() {
            return Arrays.stream(scores).map(DialectScore::new).toList();
        }
    }

    @Override
    public Found call(String path) throws IOException {
        try (InputStream in = Compression.open(new Path(path), hadoop.value())) {
            byte[] head = in.readNBytes(SCANNED);
            return look(path, head, head.length == SCANNED && in.read() >= 0);
        }
    }

    /**
     * Scans the first bytes of a file.
     *
     * @param isCut whether there are more
     */
    Found look(String path, byte[] head, boolean isCut) {
        CharacterDecoder decoder = new CharacterDecoder(Charset.forName(charset));
        String text = new String(head, decoder.carrier());
        String mark = decoder.carried(String.valueOf(BYTE_ORDER_MARK));
        text = text.startsWith(mark) ? text.substring(mark.length()) : text;
        List<DialectScore> scores = new ArrayList<>();
        for (Dialect dialect : dialects) {
            scores.add(DialectScore.of(scanner(text, decoder, dialect), isCut, dialect.multiLine()));
        }
        return new Found(path, RecordScanner.hasOnlyReturns(text), columns(text, decoder), scores);
    }

    private RecordScanner scanner(String text, CharacterDecoder decoder, Dialect dialect) {
        return new RecordScanner(text, decoder.carried(separator), dialect, maxLines);
    }

    private List<String> columns(String text, CharacterDecoder decoder) {
        List<String> fields = List.of();
        for (Dialect dialect : dialects) {
            RecordScanner rows = scanner(text, decoder, dialect);
            if (!rows.next()) {
                continue;
            }
            boolean reads = !rows.isBroken();
            if (fields.isEmpty() || (reads && dialect.hasQuotes())) {
                fields = rows.fields();
            }
            if (reads && dialect.hasQuotes()) {
                break;
            }
        }
        return header ? fields : numbered(fields.size());
    }

    /** Returns the names of the columns of a file without a header. */
    static List<String> numbered(long columns) {
        return LongStream.range(0, columns).mapToObj(String::valueOf).toList();
    }
}
