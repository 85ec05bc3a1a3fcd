package io.sparkdistill.augment;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Seeds;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Creates copies of images that are shifted by whole pixels, as in Hinton et al. (2015), section 3. Pixels that leave
 * the image are lost; pixels that enter it are 0, the background.
 *
 * <p>A copy depends only on the seed, the pixels and its number, so it is the same in every partition of every cluster.
 * All copies of an image have different shifts, and none of them is zero.
 *
 * @param seed seed of the order of the shifts
 * @param pixels maximum shift in each direction, in pixels
 * @param width width of an image, in pixels
 */
public record ImageShift(long seed, int pixels, int width) implements Serializable {
    // FNV-1a, 64 bits.
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;
    private static final String OPERATION = "shift images";

    public ImageShift {
        if (pixels < 1 || width < 1) {
            throw new InvalidInputException(
                    OPERATION, "pixels and width must be at least 1: %d and %d".formatted(pixels, width));
        }
    }

    /** Returns the number of different shifts: {@code (2·pixels + 1)² − 1}. */
    public int shifts() {
        return (2 * pixels + 1) * (2 * pixels + 1) - 1;
    }

    /**
     * Creates a copy of an image, of the same size.
     *
     * @param image pixels, row by row
     * @param number number of the copy, from 0 to {@code shifts() − 1}
     */
    public float[] copy(float[] image, int number) {
        if (number < 0 || number >= shifts()) {
            throw new InvalidInputException(
                    OPERATION, "the number of a copy must lie in 0..%d: %d".formatted(shifts() - 1, number));
        }
        if (image.length % width != 0) {
            throw new InvalidInputException(
                    OPERATION,
                    "the number of pixels must be a multiple of the width %d: %d".formatted(width, image.length));
        }
        int side = 2 * pixels + 1;
        int place = shift(image, number);
        int withStay = place < shifts() / 2 ? place : place + 1;
        return move(image, withStay / side - pixels, withStay % side - pixels);
    }

    /** Returns the index of the shift in a random order that depends on seed and image. */
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
