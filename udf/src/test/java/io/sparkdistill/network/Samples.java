package io.sparkdistill.network;

import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small learnable tasks: words are positive or negative by their id, and the label is the majority. */
public final class Samples {
    static final int WORDS = 40;

    private Samples() {}

    public static TextEncoder encoder() {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < WORDS; i++) {
            counts.put("word" + i, (long) (WORDS - i));
        }
        return new TextEncoder(Vocabulary.of(counts, 1, WORDS + 2), 100);
    }

    public static List<Example> sentences(int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] words = words(random);
            int label = label(words);
            examples.add(new Example(words, null, null, label, target(label)));
        }
        return examples;
    }

    public static List<Example> pairs(int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] first = words(random);
            int[] second = words(random);
            int label = label(first) == label(second) ? 1 : 0;
            examples.add(new Example(first, second, null, label, target(label)));
        }
        return examples;
    }

    public static List<Example> features(int count, int width, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] features = new float[width];
            for (int j = 0; j < width; j++) {
                features[j] = (float) random.nextGaussian();
            }
            int label = features[0] > features[1] ? 1 : 0;
            examples.add(new Example(null, null, features, label, target(label)));
        }
        return examples;
    }

    public static double accuracy(StudentModel model, List<Example> examples) {
        float[][] logits = model.logits(examples);
        int right = 0;
        for (int i = 0; i < logits.length; i++) {
            right += (logits[i][1] > logits[i][0] ? 1 : 0) == examples.get(i).label() ? 1 : 0;
        }
        return (double) right / logits.length;
    }

    private static int[] words(Random random) {
        int[] words = new int[1 + random.nextInt(9)];
        for (int i = 0; i < words.length; i++) {
            words[i] = 2 + random.nextInt(WORDS);
        }
        return words;
    }

    private static int label(int[] words) {
        int sum = 0;
        for (int word : words) {
            sum += word % 2 == 0 ? 1 : -1;
        }
        return sum > 0 ? 1 : 0;
    }

    private static float[] target(int label) {
        return label == 1 ? new float[] {0.1f, 0.9f} : new float[] {0.9f, 0.1f};
    }
}
