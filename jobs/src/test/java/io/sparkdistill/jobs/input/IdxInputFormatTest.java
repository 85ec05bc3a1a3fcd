package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.TinyImages;
import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

class IdxInputFormatTest extends InputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.IDX;
    }

    private static final int PIXELS = TinyImages.WIDTH * TinyImages.HEIGHT;

    /** Writes images whose first pixel is {@code 51·i}. */
    @Override
    void write(String name, int... rows) throws IOException {
        byte[] labels = new byte[rows.length];
        for (int i = 0; i < rows.length; i++) {
            labels[i] = (byte) (rows[i] % 2);
        }
        write(name, labels, rows);
    }

    private void write(String name, byte[] labels, int... rows) throws IOException {
        byte[] pixels = new byte[rows.length * PIXELS];
        for (int i = 0; i < rows.length; i++) {
            pixels[i * PIXELS] = (byte) (51 * rows[i]);
        }
        TinyImages.writeImages(folder.resolve(name), rows.length, pixels);
        TinyImages.writeLabels(folder.resolve("labels-" + name), rows.length, labels);
    }

    @Override
    List<String> writeWithBadRows(String name) throws IOException {
        write(name, new byte[] {0, 5, 1}, 0, 4, 1);
        return List.of(NO_CLASS);
    }

    @Override
    String writeGzip(int... rows) throws IOException {
        write("t.gz", rows);
        return "t.gz";
    }

    @Override
    String shown(int row) {
        List<Float> pixels = new ArrayList<>(Collections.nCopies(PIXELS, 0f));
        pixels.set(0, 51 * row / 255f);
        return pixels + " -> " + row % 2;
    }

    @Override
    String settings(String name) {
        return "labels=${data}/labels-" + name;
    }

    @Override
    List<String> task() {
        return List.of("task.type=features", "student.network=mlp");
    }

    @Override
    boolean namesColumns() {
        return false;
    }

    @Override
    boolean readsFolders() {
        return false;
    }

    @Override
    Optional<String> emptyMessage() {
        return Optional.of("input.train[0]");
    }

    @Override
    String noBytesMessage() {
        return "input.train[0]";
    }
}
