package io.sparkdistill.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An axis of a chart has a title, a range of values and a scale.
 *
 * @param low value at its beginning
 * @param high value at its end, more than {@code low}
 * @param marks values that have a tick; empty for ticks at round values
 */
public record Axis(String title, double low, double high, Scale scale, List<Tick> marks) {
    private static final double[] STEPS = {1, 2, 5, 10};
    private static final int MOST_TICKS = 6;

    /** A scale defines the function from values to positions on an axis. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    public Axis {
        marks = List.copyOf(marks);
    }

    /** A tick marks a value on an axis. */
    public record Tick(double value, String label) {}

    /** Returns a linear axis. */
    public static Axis linear(String title, double low, double high) {
        return new Axis(title, low, high > low ? high : low + 1, Scale.LINEAR, List.of());
    }

    /** Returns a linear axis that has room for all values. */
    public static Axis around(String title, double... values) {
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        double room = high > low ? 0.06 * (high - low) : Math.max(0.01, 0.1 * Math.abs(high));
        return linear(title, low - room, high + room);
    }

    /** Returns a logarithmic axis that has room for all values, which must be positive. */
    public static Axis logarithmic(String title, double... values) {
        double low = DoubleStream.of(values).min().orElse(1);
        double high = DoubleStream.of(values).max().orElse(10);
        return new Axis(title, low / 2.5, high * 2.5, Scale.LOGARITHMIC, List.of());
    }

    /** Returns an axis of names; the value of each is its index. */
    public static Axis ofNames(String title, List<String> names) {
        List<Tick> marks = IntStream.range(0, names.size())
                .mapToObj(index -> new Tick(index, names.get(index)))
                .toList();
        return new Axis(title, -0.5, names.size() - 0.5, Scale.LINEAR, marks);
    }

    /** Returns this axis with ticks at these values instead of round ones. */
    public Axis with(List<Tick> newMarks) {
        return new Axis(title, low, high, scale, newMarks);
    }

    /** Writes a value for people. */
    String label(double value) {
        return marks.stream()
                .filter(mark -> mark.value() == value)
                .map(Tick::label)
                .findFirst()
                .orElseGet(() -> Figures.shortened(value));
    }

    /** Returns the position of a value, from 0 at the beginning to 1 at the end. */
    double position(double value) {
        return scale == Scale.LINEAR
                ? (value - low) / (high - low)
                : (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
    }

    /** Returns the marks, or ticks at round values. */
    List<Tick> ticks() {
        if (!marks.isEmpty()) {
            return marks;
        }
        return scale == Scale.LINEAR ? linearTicks() : logarithmicTicks();
    }

    private List<Tick> linearTicks() {
        double magnitude = Math.pow(10, Math.floor(Math.log10((high - low) / MOST_TICKS)));
        double step = magnitude * STEPS[0];
        for (int i = 0; i < STEPS.length && (high - low) / step > MOST_TICKS; i++) {
            step = magnitude * STEPS[i];
        }
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(new Tick(i * step, Figures.decimals(i * step + 0.0, decimals)));
        }
        return ticks;
    }

    private List<Tick> logarithmicTicks() {
        List<Tick> ticks = new ArrayList<>();
        double decades = Math.log10(high / low);
        int every = (int) Math.max(1, Math.ceil(decades / MOST_TICKS));
        for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power += every) {
            for (double factor : decades < 2 ? new double[] {1, 3} : new double[] {1}) {
                double value = factor * Math.pow(10, power);
                if (value >= low && value <= high) {
                    ticks.add(new Tick(value, Figures.shortened(value)));
                }
            }
        }
        return ticks;
    }
}
