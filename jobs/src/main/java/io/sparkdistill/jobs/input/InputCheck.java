package io.sparkdistill.jobs.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.univocity.parsers.csv.CsvParser;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Looks at an input before Spark does: are the files there, do they have the columns, are the labels classes? The
 * first {@value #SCANNED_ROWS} rows of each file are read; a wrong label further down is rejected, with its reason,
 * when the whole is read.
 */
final class InputCheck {
    private static final int SCANNED_ROWS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputEntry entry;
    private final Labels labels;
    private final InputFiles files;
    private final Configuration hadoop;

    InputCheck(InputEntry entry, TaskConfig task, Configuration hadoop) {
        this.entry = entry;
        this.labels = new Labels(task);
        this.files = InputFiles.of(entry, hadoop);
        this.hadoop = hadoop;
    }

    /**
     * Checks the files.
     *
     * @return what tells these files from others
     * @throws InputException that names the file, what is wrong and the remedy
     */
    String check() {
        for (FileStatus file : files.files()) {
            try {
                checkFile(file);
            } catch (IOException e) {
                throw new InputException(
                        "Cannot read %s: %s: %s".formatted(entry.key(), file.getPath(), e.getMessage()), e);
            }
        }
        return files.identity();
    }

    private void checkFile(FileStatus file) throws IOException {
        switch (entry.format()) {
            case TSV, CSV -> checkDelimited(file);
            case JSON -> checkJson(file);
            case PARQUET -> checkParquet(file);
            case TEXT, FILES -> requireColumns(file, List.of(InputReader.VALUE));
            case TABLE, IDX -> throw new IllegalStateException(
                    "Cannot check %s here: %s".formatted(entry.format(), entry.path()));
        }
    }

    private void checkDelimited(FileStatus file) throws IOException {
        CsvParser parser = new CsvParser(Delimited.parserSettings(entry));
        try (InputStream in = files.open(file)) {
            parser.beginParsing(in, StandardCharsets.UTF_8);
            String[] row = parser.parseNext();
            List<String> columns = columns(parser.getContext().headers(), row);
            requireColumns(file, columns);
            int label = entry.label().map(columns::indexOf).orElse(-1);
            for (int rows = 0; row != null && label >= 0 && rows < scanned(); rows++) {
                if (label < row.length && rows >= entry.part().skip()) {
                    requireClass(file, parser.getContext().currentLine(), row[label]);
                }
                row = parser.parseNext();
            }
        }
    }

    private long scanned() {
        return Math.min(entry.part().end(), SCANNED_ROWS);
    }

    private List<String> columns(String[] header, String[] firstRow) {
        if (entry.header()) {
            return header == null ? List.of() : Arrays.asList(header);
        }
        return IntStream.range(0, firstRow == null ? 0 : firstRow.length)
                .mapToObj(String::valueOf)
                .toList();
    }

    private void checkJson(FileStatus file) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            for (int number = 1; line != null && number <= scanned(); number++) {
                JsonNode row = parse(line);
                if (number == 1) {
                    requireColumns(file, row == null ? List.of() : fieldNames(row));
                }
                if (row != null
                        && number > entry.part().skip()
                        && entry.label().isPresent()
                        && row.hasNonNull(entry.label().get())) {
                    requireClass(file, number, row.get(entry.label().get()).asText());
                }
                line = reader.readLine();
            }
        }
    }

    /** The row; null if the line is not JSON, which is for the rejected rows to tell. */
    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return null;
        }
    }

    private static List<String> fieldNames(JsonNode row) {
        return row.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    private void checkParquet(FileStatus file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file.getPath(), hadoop))) {
            requireColumns(
                    file,
                    reader.getFileMetaData().getSchema().getFields().stream()
                            .map(field -> field.getName())
                            .toList());
        }
    }

    private void requireColumns(FileStatus file, List<String> columns) {
        requireColumns(entry, file.getPath().toString(), columns);
    }

    /** Checks that all columns that an entry names are there. */
    static void requireColumns(InputEntry entry, String source, List<String> columns) {
        Stream<Optional<String>> wanted = entry.features().isPresent()
                ? Stream.of(entry.features(), entry.label())
                : Stream.of(Optional.of(entry.text()), entry.textPair(), entry.label());
        wanted.flatMap(Optional::stream)
                .filter(column -> !columns.contains(column))
                .findFirst()
                .ifPresent(column -> {
                    throw new InputException(
                            "Cannot find column %s of %s in %s: its columns are %s; name one of these, or set %s.format"
                                    .formatted(column, entry.key(), source, String.join(", ", columns), entry.key()));
                });
    }

    private void requireClass(FileStatus file, long line, String label) {
        if (label != null && !labels.isClass(label)) {
            throw new InputException("Cannot use label %s of %s in %s, line %d: %s"
                    .formatted(label, entry.key(), file.getPath(), line, labels.rule()));
        }
    }
}
