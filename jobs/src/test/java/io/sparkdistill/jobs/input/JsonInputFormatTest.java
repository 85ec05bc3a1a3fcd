package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class JsonInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.JSON;
    }

    @Override
    void write(String name, int... rows) throws IOException {
        String lines = IntStream.of(rows)
                .mapToObj(row -> "{\"text\": \"text %d\", \"label\": %d}\n".formatted(row, row % 2))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve(name), lines);
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        Files.writeString(
                folder.resolve(name),
                """
                {"text": "text 0", "label": 0}
                {"text": null, "label": 1}
                {"text": "unlabeled"}
                {"text": "x", "label": 5}
                {"text": "cut", "lab
                {"text": "text 1", "label": 1}
                """);
        return List.of(BLANK, UNLABELED, NO_CLASS, "the row is malformed");
    }
}
