package io.sparkdistill.jobs;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Images of five by four pixels as IDX files: those of class c are bright in row c and noisy elsewhere. */
public final class TinyImages {
    public static final int CLASSES = 3;
    public static final int WIDTH = 4;
    public static final int HEIGHT = 5;

    private static final int MAGIC_IMAGES = 0x0803;
    private static final int MAGIC_LABELS = 0x0801;

    private TinyImages() {}

    /** Writes {@code images.gz} and {@code labels.gz}; image i is of class i mod 3. */
    public static void write(Path folder, int count, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] images = new byte[count * WIDTH * HEIGHT];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES);
            for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
                boolean bright = pixel / WIDTH == labels[i];
                images[i * WIDTH * HEIGHT + pixel] = (byte) (bright ? 255 - random.nextInt(120) : random.nextInt(120));
            }
        }
        writeImages(folder.resolve("images.gz"), count, images);
        writeLabels(folder.resolve("labels.gz"), count, labels);
    }

    /** Writes a file of images that says it has so many. */
    public static void writeImages(Path file, int count, byte... pixels) throws IOException {
        write(file, new int[] {MAGIC_IMAGES, count, HEIGHT, WIDTH}, pixels);
    }

    /** Writes a file of labels that says it has so many. */
    public static void writeLabels(Path file, int count, byte... labels) throws IOException {
        write(file, new int[] {MAGIC_LABELS, count}, labels);
    }

    private static void write(Path file, int[] header, byte[] values) throws IOException {
        OutputStream raw = Files.newOutputStream(file);
        boolean compressed = file.toString().endsWith(".gz");
        try (DataOutputStream out = new DataOutputStream(compressed ? new GZIPOutputStream(raw) : raw)) {
            for (int number : header) {
                out.writeInt(number);
            }
            out.write(values);
        }
    }
}
