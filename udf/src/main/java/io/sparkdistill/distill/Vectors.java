package io.sparkdistill.distill;

/** Converts between stored {@code float} values and {@code double} values for computation. */
public final class Vectors {
    private Vectors() {}

    /** Returns the same values as {@code double}, exactly. */
    public static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** Returns the nearest {@code float} of each value. */
    public static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
