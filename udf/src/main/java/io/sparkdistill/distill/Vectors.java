package io.sparkdistill.distill;

/** Between what is stored, {@code float}, and what is computed with, {@code double}. */
public final class Vectors {
    private Vectors() {}

    /** The same values as {@code double}; exact. */
    public static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** The nearest {@code float} of each value. */
    public static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
