package io.sparkdistill.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Formats numbers for people. An absent number is an en dash. */
public final class Figures {
    /** Stands for an absent number. */
    public static final String ABSENT = "–";

    private static final String[] UNITS = {"", "k", "M", "G", "T"};

    private Figures() {}

    /** Returns a measure with four decimals. */
    public static String measure(Double value) {
        return value == null ? ABSENT : decimals(value, 4);
    }

    /** Returns a number with this many decimals, without a minus sign before zero. */
    public static String decimals(double value, int decimals) {
        String written = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return written.matches("-0(\\.0+)?") ? written.substring(1) : written;
    }

    /** Returns a whole number with separators. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a share as percent with one decimal. */
    public static String percent(double share) {
        return decimals(100 * share, 1) + " %";
    }

    /** Returns a number of bytes with its decimal unit. */
    public static String bytes(long bytes) {
        return bytes < 1000 ? bytes + " B" : shortened((double) bytes).replaceAll("([kMGT])$", " $1") + "B";
    }

    /** Returns a number of seconds. */
    public static String seconds(double seconds) {
        long whole = Math.round(seconds);
        return seconds < 100
                ? decimals(seconds, 1) + " s"
                : whole < 3600
                        ? "%d min %d s".formatted(whole / 60, whole % 60)
                        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
    }

    /** Returns a number with three significant digits, without exponent. */
    public static String significant(double value) {
        return new BigDecimal(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Returns a p-value. */
    public static String pValue(double p) {
        return p < 0.0001 ? "< 0.0001" : decimals(p, 4);
    }

    /** Returns a number of at most three digits with a unit of thousands. */
    public static String shortened(double value) {
        double rest = value;
        int unit = 0;
        while (Math.abs(rest) >= 999.5 && unit < UNITS.length - 1) {
            rest /= 1000;
            unit++;
        }
        String digits = rest >= 100 || rest == Math.rint(rest) || (rest < 1 && unit > 0)
                ? decimals(rest, 0)
                : decimals(rest, rest < 1 ? 3 : 1);
        return digits + UNITS[unit];
    }
}
