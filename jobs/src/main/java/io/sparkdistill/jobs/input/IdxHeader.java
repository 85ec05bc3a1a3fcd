package io.sparkdistill.jobs.input;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of an IDX file has two zero bytes, a byte for the type of the values (8: unsigned bytes, the only
 * supported one), a byte for the number of dimensions, and the size of each dimension as a big-endian int. The values
 * follow the header.
 *
 * @param sizes of the dimensions; the first one counts the items
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database: file formats</a>
 */
record IdxHeader(List<Integer> sizes) {
    private static final int UNSIGNED_BYTES = 8;

    IdxHeader {
        sizes = List.copyOf(sizes);
    }

    /**
     * Reads the header, and leaves the stream at the first value.
     *
     * @throws IOException if this is not an IDX file of unsigned bytes
     */
    static IdxHeader read(DataInputStream in) throws IOException {
        int magic = in.readInt();
        int dimensions = magic & 0xff;
        if (magic >>> Byte.SIZE != UNSIGNED_BYTES || dimensions == 0) {
            throw new IOException(
                    "expected an IDX file of unsigned bytes, which begins with 000008, but it begins with %08x"
                            .formatted(magic));
        }
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            int size = in.readInt();
            if (size < 0) {
                throw new IOException("a dimension of an IDX file has a size of 0 or more: " + size);
            }
            sizes.add(size);
        }
        return new IdxHeader(sizes);
    }

    /** Returns the number of items. */
    int count() {
        return sizes.get(0);
    }

    /** Returns the number of values per item. */
    int itemSize() {
        return sizes.stream().skip(1).reduce(1, Math::multiplyExact);
    }
}
