package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry.ColumnRoles;
import io.sparkdistill.jobs.config.InputEntry.Part;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.job.InputException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** Guesses how files can be read, from their names and from the beginning of the first one. */
public final class InputGuess {
    private static final String PARQUET = "PAR1";
    private static final String IDX = "\0\0\u0008";
    private static final String COMPRESSION = "\\.(gz|bz2|zst|deflate)$";

    private final String path;
    private final Configuration hadoop;
    private final List<FileStatus> files;
    private final FileStatus first;
    private final String name;

    private InputGuess(String path, Configuration hadoop) {
        this.path = path;
        this.hadoop = hadoop;
        this.files = InputFiles.of(path, GuessedInput.KEY, "path", hadoop).files().stream()
                .filter(file -> file.getLen() > 0)
                .toList();
        this.first = files.stream()
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "Cannot read %s: it has no file with content; name one that has rows".formatted(path)));
        this.name = first.getPath().getName().toLowerCase(Locale.ROOT).replaceAll(COMPRESSION, "");
    }

    /**
     * Guesses how files can be read. IDX files of labels are joined with the images before or after them.
     *
     * @param paths of files, folders or patterns
     * @throws InputException for files that no reader reads
     */
    public static List<GuessedInput> of(List<String> paths, Configuration hadoop) {
        List<GuessedInput> inputs = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (String path : paths) {
            GuessedInput guess = new InputGuess(path, hadoop).guess();
            if (guess.columns().equals(List.of(InputFormat.IDX_LABEL))) {
                labels.add(path);
            } else {
                inputs.add(guess);
            }
        }
        return withLabels(inputs, labels);
    }

    private static List<GuessedInput> withLabels(List<GuessedInput> inputs, List<String> labels) {
        List<GuessedInput> joined = new ArrayList<>();
        int next = 0;
        for (GuessedInput input : inputs) {
            boolean images = input.format() == InputFormat.IDX && next < labels.size();
            joined.add(images ? input.withLabels(labels.get(next++)) : input);
        }
        if (next < labels.size()) {
            throw new InputException("Cannot use %s: it has labels of images, and no images go with it; name both files"
                    .formatted(labels.get(next)));
        }
        return joined;
    }

    private GuessedInput guess() {
        try {
            GuessedInput unknown = guessed(InputFormat.TEXT, StandardCharsets.UTF_8, List.of());
            TextSample sample = TextSample.of(unknown.entry(noColumns(), Part.ALL), first, hadoop);
            String start = new String(sample.bytes(), StandardCharsets.ISO_8859_1);
            if (start.startsWith(PARQUET)) {
                return parquet(unknown);
            }
            if (start.startsWith(IDX)) {
                return idx(sample.bytes());
            }
            Charset encoding = sample.likelyEncoding();
            GuessedInput text = guessed(InputFormat.TEXT, encoding, List.of());
            new TextSample(text.entry(noColumns(), Part.ALL), first, sample.bytes(), sample.isCut()).requireReadable();
            return text(withoutMark(new String(sample.bytes(), encoding)), sample.isCut(), encoding);
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s".formatted(first.getPath(), e.getMessage()), e);
        }
    }

    private GuessedInput guessed(InputFormat format, Charset encoding, List<String> columns) {
        return new GuessedInput(path, format, true, Optional.empty(), encoding, columns, Optional.empty());
    }

    private static ColumnRoles noColumns() {
        return new ColumnRoles("", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private GuessedInput parquet(GuessedInput unknown) {
        ColumnNames columns =
                ParquetSchema.read(first.getPath().toString(), hadoop).names(unknown.entry(noColumns(), Part.ALL));
        return guessed(InputFormat.PARQUET, StandardCharsets.UTF_8, columns.columns());
    }

    private GuessedInput idx(byte[] bytes) throws IOException {
        IdxHeader header = IdxHeader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        String column = header.sizes().size() == 1 ? InputFormat.IDX_LABEL : InputFormat.IDX_FEATURES;
        return guessed(InputFormat.IDX, StandardCharsets.UTF_8, List.of(column));
    }

    private GuessedInput text(String text, boolean isCut, Charset encoding) {
        String whole = isCut ? text.substring(0, Math.max(0, text.lastIndexOf('\n'))) : text;
        boolean json =
                name.matches(".*\\.(json|jsonl|ndjson)") || whole.stripLeading().startsWith("{\"");
        if (json) {
            return partitioned(guessed(InputFormat.JSON, encoding, JsonRows.keys(isCut ? text : whole)));
        }
        boolean named = name.matches(".*\\.(csv|tsv|tab)");
        if (!named && files.size() > 1) {
            return partitioned(guessed(InputFormat.FILES, encoding, List.of(DelimitedGuess.VALUE)));
        }
        return DelimitedGuess.of(whole, isCut, name)
                .map(found -> new GuessedInput(
                        path,
                        found.format(),
                        found.header(),
                        found.separator(),
                        encoding,
                        found.columns(),
                        Optional.empty()))
                .map(this::partitioned)
                .orElseGet(() -> partitioned(guessed(InputFormat.TEXT, encoding, List.of(DelimitedGuess.VALUE))));
    }

    /** Returns the input with the columns that the names of its folders add. */
    private GuessedInput partitioned(GuessedInput input) {
        ColumnNames names = PartitionColumns.after(new ColumnNames(
                input.entry(noColumns(), Part.ALL), first.getPath().toString(), input.columns()));
        return new GuessedInput(
                path,
                input.format(),
                input.header(),
                input.separator(),
                input.encoding(),
                names.columns(),
                input.labels());
    }
}
