package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

class FilesInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.FILES;
    }

    /** Writes a folder of files. */
    @Override
    void write(String name, int... rows) throws IOException {
        Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < rows.length; i++) {
            Files.writeString(folder.resolve(name + "/" + i), "text " + rows[i]);
        }
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve(name + "/0"), "text 0");
        Files.writeString(folder.resolve(name + "/1"), " \n ");
        Files.writeString(folder.resolve(name + "/2"), "text 1");
        return List.of(BLANK);
    }

    @Override
    String writeGzip(int... rows) throws IOException {
        write("t", rows);
        for (int i = 0; i < rows.length; i++) {
            gzip(folder.resolve("t/" + i), folder.resolve("t/" + i + ".gz"));
            Files.delete(folder.resolve("t/" + i));
        }
        return "t";
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
    Optional<String> emptyMessage() {
        return Optional.of("Cannot read input.unlabeled[0]: no file in it: ");
    }

    @Override
    boolean keepsOrder() {
        return false;
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
