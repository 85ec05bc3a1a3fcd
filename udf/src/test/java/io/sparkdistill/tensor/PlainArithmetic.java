package io.sparkdistill.tensor;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Computes the operations by loops over doubles, one row at a time, as the reference of the interpreters. */
final class PlainArithmetic {
    private final Interpreters parameters;

    PlainArithmetic(Interpreters parameters) {
        this.parameters = parameters;
    }

    private float value(String name, int place) {
        return parameters.values(name)[place];
    }

    private int size(String name) {
        return parameters.values(name).length;
    }

    double[][] embedding(String table, int width, int[] words) {
        return steps(words.length, step -> values(width, column -> value(table, words[step] * width + column)));
    }

    static double[][] reverse(double[][] row) {
        return steps(row.length, step -> row[row.length - 1 - step]);
    }

    double[] linear(String name, double[] input) {
        return values(size(name + "bias"), output -> {
            double sum = value(name + "bias", output);
            for (int i = 0; i < input.length; i++) {
                sum += value(name + "weight", output * input.length + i) * input[i];
            }
            return sum;
        });
    }

    double[] layerNorm(String gain, String bias, double[] input) {
        double mean = Arrays.stream(input).average().orElseThrow();
        double variance =
                Arrays.stream(input).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        return values(
                input.length,
                i -> (1 + value(gain, i)) * (input[i] - mean) / Math.sqrt(variance + 1e-5) + value(bias, i));
    }

    double[][] lstm(String name, int hidden, double[][] row) {
        double[][] outputs = new double[row.length][];
        double[] output = new double[hidden];
        double[] cell = new double[hidden];
        for (int step = 0; step < row.length; step++) {
            double[] x = linear(name + ".input.", row[step]);
            double[] h = linear(name + ".hidden.", output);
            double[] before = cell;
            double[] now = values(
                    hidden,
                    i -> sigmoid(x[hidden + i] + h[hidden + i]) * before[i]
                            + sigmoid(x[i] + h[i]) * Math.tanh(x[2 * hidden + i] + h[2 * hidden + i]));
            output = values(hidden, i -> sigmoid(x[3 * hidden + i] + h[3 * hidden + i]) * Math.tanh(now[i]));
            cell = now;
            outputs[step] = output;
        }
        return outputs;
    }

    double[][] gru(String name, int hidden, double[][] row) {
        double[][] outputs = new double[row.length][];
        double[] output = new double[hidden];
        for (int step = 0; step < row.length; step++) {
            double[] x = linear(name + ".input.", row[step]);
            double[] h = linear(name + ".hidden.", output);
            double[] before = output;
            output = values(hidden, i -> {
                double reset = sigmoid(x[i] + h[i]);
                double update = sigmoid(x[hidden + i] + h[hidden + i]);
                return (1 - update) * Math.tanh(x[2 * hidden + i] + reset * h[2 * hidden + i]) + update * before[i];
            });
            outputs[step] = output;
        }
        return outputs;
    }

    double[] conv1dMax(String weight, String bias, int width, double[][] row) {
        int inputs = row[0].length;
        return values(size(bias), filter -> {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int first = 1 - width; first < row.length; first++) {
                double sum = value(bias, filter);
                for (int place = 0; place < width; place++) {
                    for (int i = 0; i < inputs && first + place >= 0 && first + place < row.length; i++) {
                        sum += value(weight, (filter * inputs + i) * width + place) * row[first + place][i];
                    }
                }
                greatest = Math.max(greatest, sum);
            }
            return greatest;
        });
    }

    static double[][] attention(double[][] query, double[][] key, double[][] value, int heads, int size) {
        return steps(
                query.length,
                step -> values(heads * size, column -> {
                    int first = column / size * size;
                    double[] shares = values(
                            key.length,
                            other -> Math.exp(IntStream.range(first, first + size)
                                            .mapToDouble(i -> query[step][i] * key[other][i])
                                            .sum()
                                    / Math.sqrt(size)));
                    double sum = IntStream.range(0, key.length)
                            .mapToDouble(other -> shares[other] * value[other][column])
                            .sum();
                    return sum / Arrays.stream(shares).sum();
                }));
    }

    static double[] max(double[][] row) {
        return values(row[0].length, column -> Arrays.stream(row)
                .mapToDouble(step -> step[column])
                .max()
                .orElseThrow());
    }

    static double[] mean(double[][] row) {
        return values(row[0].length, column -> Arrays.stream(row)
                .mapToDouble(step -> step[column])
                .average()
                .orElseThrow());
    }

    static double[] last(double[][] row) {
        return row[row.length - 1];
    }

    static double[] concat(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The standard normal distribution function, by the trapezoidal rule. */
    static double normalDistribution(double x) {
        int steps = 2_000;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = x * i / steps;
            sum += Math.exp(-at * at / 2) * (i == 0 || i == steps ? 0.5 : 1);
        }
        return 0.5 + sum * x / steps / Math.sqrt(2 * Math.PI);
    }

    private static double sigmoid(double value) {
        return 1 / (1 + Math.exp(-value));
    }

    private static double[][] steps(int count, IntFunction<double[]> step) {
        return IntStream.range(0, count).mapToObj(step).toArray(double[][]::new);
    }

    static double[] values(int count, IntToDoubleFunction value) {
        return IntStream.range(0, count).mapToDouble(value).toArray();
    }
}
