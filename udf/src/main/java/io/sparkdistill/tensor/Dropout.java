package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Dropout sets each value to 0 with the given rate in training, and divides the others by {@code 1 − rate} (Srivastava
 * et al. 2014).
 *
 * <p>It has its own seeded random generator. PyTorch's generator is shared by all threads of the process, and training
 * must not depend on what else runs there. This class is not thread-safe.
 */
public final class Dropout {
    // A random long decides four values, 16 bits each.
    private static final int BITS = 16;

    // A multiple of four values, which fits a processor's first cache.
    private static final int CHUNK = 1_024;

    private final boolean active;
    private final int[] chunk = new int[CHUNK];
    private final List<ByteBuffer> masks = new ArrayList<>();
    private SplittableRandom random;
    private int masksInUse;

    private Dropout(boolean active, long seed) {
        this.active = active;
        this.random = new SplittableRandom(seed);
    }

    /** Returns the dropout outside training, which returns its inputs. */
    public static Dropout none() {
        return new Dropout(false, 0);
    }

    /** Returns a dropout with a seed. */
    public static Dropout seeded(long seed) {
        return new Dropout(true, seed);
    }

    /** Restarts the random generator from another seed. */
    public void reseed(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Marks the memory of the last step's masks as reusable. */
    public void nextStep() {
        masksInUse = 0;
    }

    /** Returns the input with dropout; the input itself at rate 0 and outside training. */
    public NDArray apply(NDArray input, double rate) {
        if (!active || rate == 0) {
            return input;
        }
        ByteBuffer mask = nextMask(Math.toIntExact(input.size()) * Float.BYTES);
        fill(mask.asIntBuffer(), rate);
        return input.mul(input.getManager().create(mask, input.getShape(), DataType.FLOAT32));
    }

    /**
     * Checks a dropout rate.
     *
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public static void checkRate(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Cannot apply dropout: the rate must be in [0, 1): " + rate);
        }
    }

    // Without branches: whether a value is kept is random, and a wrong guess of the processor would cost more than all
    // else here.
    private void fill(IntBuffer mask, double rate) {
        int threshold = (int) Math.round(rate * (1 << BITS));
        int kept = Float.floatToRawIntBits((float) (1 / (1 - rate)));
        while (mask.hasRemaining()) {
            int count = Math.min(mask.remaining(), chunk.length);
            for (int i = 0; i < count; i += Long.SIZE / BITS) {
                long bits = random.nextLong();
                chunk[i] = kept(bits, threshold, kept);
                chunk[i + 1] = kept(bits >>> BITS, threshold, kept);
                chunk[i + 2] = kept(bits >>> (2 * BITS), threshold, kept);
                chunk[i + 3] = kept(bits >>> (3 * BITS), threshold, kept);
            }
            mask.put(chunk, 0, count);
        }
    }

    /** Returns 0 if the lowest bits are below the threshold. */
    private static int kept(long bits, int threshold, int kept) {
        int below = (((int) bits & ((1 << BITS) - 1)) - threshold) >> (Integer.SIZE - 1);
        return kept & ~below;
    }

    // Direct memory is freed late, by the garbage collector, so the buffers are kept from step to step.
    private ByteBuffer nextMask(int bytes) {
        if (masksInUse == masks.size()) {
            masks.add(ByteBuffer.allocateDirect(0));
        }
        if (masks.get(masksInUse).capacity() < bytes) {
            masks.set(masksInUse, ByteBuffer.allocateDirect(bytes));
        }
        ByteBuffer mask = masks.get(masksInUse++).duplicate().order(ByteOrder.nativeOrder());
        return mask.clear().limit(bytes);
    }
}
