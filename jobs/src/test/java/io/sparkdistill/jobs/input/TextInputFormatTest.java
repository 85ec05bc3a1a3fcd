package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TextInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.TEXT;
    }

    @Override
    void write(String name, int... rows) throws IOException {
        String lines = IntStream.of(rows).mapToObj(row -> "text " + row + "\n").collect(Collectors.joining());
        Files.writeString(folder.resolve(name), lines);
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        Files.writeString(folder.resolve(name), "text 0\n  \n\ntext 1\n");
        return List.of(BLANK, BLANK);
    }

    @Override
    String shown(int row) {
        return "text " + row + " -> null";
    }

    @Override
    String settings(String name) {
        return "";
    }

    @Override
    boolean hasLabels() {
        return false;
    }

    @Override
    boolean namesColumns() {
        return false;
    }
}
