package io.sparkdistill.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Computes the hash MurmurHash3_x86_32 of Austin Appleby, which Spark uses too.
 *
 * @see <a href="https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp">MurmurHash3.cpp</a>
 */
final class Murmur3 {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Murmur3() {}

    /**
     * Returns the hash of some bytes.
     *
     * @param start index of the first byte
     * @param end index after the last byte
     */
    static int hash(byte[] bytes, int start, int end, int seed) {
        int hash = seed;
        int position = start;
        for (; position + Integer.BYTES <= end; position += Integer.BYTES) {
            hash ^= scrambled((int) INTS.get(bytes, position));
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        int rest = 0;
        for (int last = end - 1; last >= position; last--) {
            rest = (rest << Byte.SIZE) | (bytes[last] & 0xff);
        }
        return finished(hash ^ scrambled(rest) ^ (end - start));
    }

    private static int scrambled(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }

    private static int finished(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }
}
