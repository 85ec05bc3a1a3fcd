package io.sparkdistill.jobs.input;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tests a format whose fields are separated by a character. */
abstract class DelimitedInputFormatContract extends InputFormatContract {
    /** Returns the character between two fields. */
    abstract char separator();

    @Override
    void write(String name, int... rows) throws IOException {
        write(
                name,
                IntStream.of(rows).mapToObj(row -> row("text " + row, row % 2)).toList());
    }

    private void write(String name, List<String> rows) throws IOException {
        Files.writeString(
                folder.resolve(name),
                row("text", "label") + "\n"
                        + rows.stream().map(row -> row + "\n").collect(Collectors.joining()));
    }

    private String row(String text, Object label) {
        return text + separator() + label;
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        write(name, List.of(row("text 0", 0), row("", 1), row("unlabeled", ""), row("x", 5), row("text 1", 1)));
        return List.of(BLANK, UNLABELED, NO_CLASS);
    }
}
