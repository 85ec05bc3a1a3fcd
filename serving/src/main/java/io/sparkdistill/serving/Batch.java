package io.sparkdistill.serving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch holds the examples that the model reads at once.
 *
 * @param examples at least one
 * @param padding the id that fills the shorter rows
 */
record Batch(List<Encoded> examples, int padding) {
    /** The ids or features of a batch, padding included: what fits the caches of a core. */
    private static final int MOST_VALUES = 4_096;

    /**
     * An encoded example has the form that the model reads: ids or features.
     *
     * @param index its position in the list that it came in
     * @param texts ids for each input of the model; empty for features
     * @param features features; null for texts
     */
    record Encoded(int index, List<int[]> texts, float[] features) {
        static Encoded of(int index, Input input, InputEncoder encoder) {
            return input instanceof Input.Features features
                    ? new Encoded(index, List.of(), features.values())
                    : new Encoded(index, encoder.encode(input), null);
        }

        int values() {
            return features != null
                    ? features.length
                    : texts.stream().mapToInt(text -> text.length).sum();
        }
    }

    Batch {
        examples = List.copyOf(examples);
    }

    /** Divides examples into batches of similar length, so that little is padded. */
    static List<Batch> of(List<Encoded> examples, int padding) {
        List<Encoded> sorted = examples.stream()
                .sorted(Comparator.comparingInt(Encoded::values))
                .toList();
        List<Batch> batches = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= sorted.size(); end++) {
            // The next example is the longest.
            if (end == sorted.size() || (long) sorted.get(end).values() * (end + 1 - start) > MOST_VALUES) {
                batches.add(new Batch(sorted.subList(start, end), padding));
                start = end;
            }
        }
        return batches;
    }

    int rows() {
        return examples.size();
    }

    OnnxModel.Outputs run(OnnxModel model, List<String> inputs) {
        return examples.get(0).features() != null
                ? model.runFeatures(inputs.get(0), features(), rows())
                : model.runIds(
                        inputs,
                        IntStream.range(0, inputs.size()).mapToObj(this::padded).toList(),
                        rows());
    }

    private float[] features() {
        int width = examples.get(0).features().length;
        float[] features = new float[rows() * width];
        for (int row = 0; row < rows(); row++) {
            System.arraycopy(examples.get(row).features(), 0, features, row * width, width);
        }
        return features;
    }

    private long[] padded(int text) {
        int steps = examples.stream()
                .mapToInt(example -> example.texts().get(text).length)
                .max()
                .orElseThrow();
        long[] padded = new long[rows() * steps];
        Arrays.fill(padded, padding);
        for (int row = 0; row < rows(); row++) {
            int[] ids = examples.get(row).texts().get(text);
            for (int step = 0; step < ids.length; step++) {
                padded[row * steps + step] = ids[step];
            }
        }
        return padded;
    }
}
