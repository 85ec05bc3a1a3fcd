package io.sparkdistill.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A BiLSTM in loops over doubles, one pair at a time: what the real one is checked against. */
final class PlainBiLstm {
    private final BiLstm network;
    private final Map<String, float[]> parameters = new HashMap<>();

    PlainBiLstm(BiLstm network, List<ParameterShape> shapes, float[][] values) {
        this.network = network;
        IntStream.range(0, values.length)
                .forEach(i -> parameters.put(shapes.get(i).name(), values[i]));
    }

    double[] logits(Example pair) {
        double[] first = encode(pair.words());
        double[] second = encode(pair.pairWords());
        double[] compared = new double[4 * first.length];
        for (int i = 0; i < first.length; i++) {
            compared[i] = first[i];
            compared[first.length + i] = second[i];
            compared[2 * first.length + i] = Math.abs(first[i] - second[i]);
            compared[3 * first.length + i] = first[i] * second[i];
        }
        double[] classified = linear("classifier.weight", "classifier.bias", compared);
        return linear(
                "output.weight",
                "output.bias",
                Arrays.stream(classified).map(value -> Math.max(0, value)).toArray());
    }

    private double[] encode(int[] words) {
        int[] reversed = IntStream.range(0, words.length)
                .map(i -> words[words.length - 1 - i])
                .toArray();
        double[] forward = pool(lstm("forward", words));
        double[] backward = pool(lstm("backward", reversed));
        return IntStream.range(0, 2 * forward.length)
                .mapToDouble(i -> i < forward.length ? forward[i] : backward[i - forward.length])
                .toArray();
    }

    private double[] pool(double[][] outputs) {
        double[] last = outputs[outputs.length - 1];
        if (network.pooling() == Pooling.LAST) {
            return last;
        }
        return IntStream.range(0, last.length)
                .mapToDouble(unit -> Arrays.stream(outputs)
                        .mapToDouble(output -> output[unit])
                        .max()
                        .orElseThrow())
                .toArray();
    }

    private double[][] lstm(String name, int[] words) {
        int hidden = network.hidden();
        double[][] outputs = new double[words.length][];
        double[] output = new double[hidden];
        double[] cell = new double[hidden];
        for (int step = 0; step < words.length; step++) {
            double[] fromInput = linear(name + ".input.weight", name + ".input.bias", vector(words[step]));
            double[] fromHidden = linear(name + ".hidden.weight", name + ".hidden.bias", output);
            double[] next = new double[hidden];
            for (int i = 0; i < hidden; i++) {
                double input = sigmoid(fromInput[i] + fromHidden[i]);
                double forget = sigmoid(fromInput[hidden + i] + fromHidden[hidden + i]);
                double candidate = Math.tanh(fromInput[2 * hidden + i] + fromHidden[2 * hidden + i]);
                cell[i] = forget * cell[i] + input * candidate;
                next[i] = sigmoid(fromInput[3 * hidden + i] + fromHidden[3 * hidden + i]) * Math.tanh(cell[i]);
            }
            output = next;
            outputs[step] = next;
        }
        return outputs;
    }

    private double[] vector(int word) {
        float[] table = parameters.get("words");
        return IntStream.range(0, network.words().size())
                .mapToDouble(i -> table[word * network.words().size() + i])
                .toArray();
    }

    private double[] linear(String weightName, String biasName, double[] input) {
        float[] weight = parameters.get(weightName);
        float[] bias = parameters.get(biasName);
        double[] output = new double[bias.length];
        for (int o = 0; o < output.length; o++) {
            output[o] = bias[o];
            for (int i = 0; i < input.length; i++) {
                output[o] += weight[o * input.length + i] * input[i];
            }
        }
        return output;
    }

    private static double sigmoid(double value) {
        return 1 / (1 + Math.exp(-value));
    }
}
