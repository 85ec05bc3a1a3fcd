package io.sparkdistill.augment;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Seeds;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Makes copies of images that are shifted by whole pixels, as Hinton et al. (2015), section 3, jitter theirs. What is
 * moved over an edge is lost; what comes in at the other is 0, the background.
 *
 * <p>A copy depends on the seed, the pixels and its number alone, so it is the same in every partition of every cluster.
 * No two copies of an image are shifted alike, and none stays where it is.
 *
 * @param seed decides which shift is the first, the second, ...
 * @param pixels shifted at most, each way
 * @param width pixels in a row
 */
public record ImageShift(long seed, int pixels, int width) implements Serializable {
    // FNV-1a, 64 bits.
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;
    private static final String OPERATION = "shift images";

    public ImageShift {
        if (pixels < 1 || width < 1) {
            throw new InvalidInputException(
                    OPERATION, "pixels and width start at 1: %d and %d".formatted(pixels, width));
        }
    }

    /** How many shifts there are: {@code (2·pixels + 1)² − 1}. */
    public int shifts() {
        return (2 * pixels + 1) * (2 * pixels + 1) - 1;
    }

    /**
     * A copy of an image, of the same size.
     *
     * @param image its pixels, row after row
     * @param number of the copy, from 0 to {@code shifts() − 1}
     */
    public float[] copy(float[] image, int number) {
        if (number < 0 || number >= shifts()) {
            throw new InvalidInputException(
                    OPERATION, "there are %d shifts, so no copy has number %d".formatted(shifts(), number));
        }
        if (image.length % width != 0) {
            throw new InvalidInputException(
                    OPERATION, "rows of %d pixels do not make an image of %d".formatted(width, image.length));
        }
        int side = 2 * pixels + 1;
        int place = shift(image, number);
        int withStay = place < shifts() / 2 ? place : place + 1;
        return move(image, withStay / side - pixels, withStay % side - pixels);
    }

    /** The copy's place in an order of all shifts that seed and image decide. */
    private int shift(float[] image, int number) {
        SplittableRandom random = new SplittableRandom(Seeds.derive(seed, hash(image)));
        int[] order = new int[shifts()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = 0; i <= number; i++) {
            int drawn = i + random.nextInt(order.length - i);
            int other = order[drawn];
            order[drawn] = order[i];
            order[i] = other;
        }
        return order[number];
    }

    private float[] move(float[] image, int down, int right) {
        int height = image.length / width;
        float[] moved = new float[image.length];
        for (int row = Math.max(0, down); row < Math.min(height, height + down); row++) {
            int length = Math.max(0, width - Math.abs(right));
            int from = (row - down) * width + Math.max(0, -right);
            System.arraycopy(image, from, moved, row * width + Math.max(0, right), length);
        }
        return moved;
    }

    private static long hash(float[] image) {
        long hash = HASH_START;
        for (float pixel : image) {
            hash = (hash ^ Float.floatToIntBits(pixel)) * HASH_PRIME;
        }
        return hash;
    }
}
