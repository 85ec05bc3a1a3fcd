package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TsvInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.TSV;
    }

    @Override
    void write(String name, int... rows) throws IOException {
        write(
                name,
                IntStream.of(rows)
                        .mapToObj(row -> "text " + row + "\t" + row % 2)
                        .toList());
    }

    private void write(String name, List<String> rows) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "text\tlabel\n" + rows.stream().map(row -> row + "\n").collect(Collectors.joining()));
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        write(name, List.of("text 0\t0", "\t1", "unlabeled\t", "x\t5", "text 1\t1"));
        return List.of(BLANK, UNLABELED, NO_CLASS);
    }
}
