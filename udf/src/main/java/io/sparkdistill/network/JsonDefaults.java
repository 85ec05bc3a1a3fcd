package io.sparkdistill.network;

/**
 * Filters the sizes of networks that {@code student.json} leaves out, so that a student which earlier releases can read
 * has the file that they wrote.
 */
final class JsonDefaults {
    private JsonDefaults() {}

    /** Leaves out the number 1. */
    static final class One {
        @Override
        public boolean equals(Object value) {
            return value instanceof Number number && number.doubleValue() == 1;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Leaves out the number 0. */
    static final class Zero {
        @Override
        public boolean equals(Object value) {
            return value instanceof Number number && number.doubleValue() == 0;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
