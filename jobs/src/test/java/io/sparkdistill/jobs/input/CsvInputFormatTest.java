package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class CsvInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.CSV;
    }

    @Override
    void write(String name, int... rows) throws IOException {
        write(
                name,
                IntStream.of(rows)
                        .mapToObj(row -> "text " + row + "," + row % 2)
                        .toList());
    }

    private void write(String name, List<String> rows) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "text,label\n" + rows.stream().map(row -> row + "\n").collect(Collectors.joining()));
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        write(name, List.of("text 0,0", ",1", "unlabeled,", "x,5", "text 1,1"));
        return List.of(BLANK, UNLABELED, NO_CLASS);
    }
}
