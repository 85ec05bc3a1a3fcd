package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network reads of a batch.
 *
 * @param words {@code (distinct)}: the ids of all words of the batch, each once, ascending; null for features
 * @param sentences one for single sentences, two for pairs, none for features
 * @param features {@code (rows, features)}; null for text
 */
public record Inputs(NDArray words, List<Sentences> sentences, NDArray features) {
    public Inputs {
        sentences = List.copyOf(sentences);
    }

    /**
     * Lays out a batch.
     *
     * @throws IllegalArgumentException when an example does not fit the task
     */
    public static Inputs of(NDManager manager, List<Example> batch, TaskShape task) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("Cannot read a batch: it is empty");
        }
        batch.forEach(example -> check(example, task));
        return task.readsText() ? text(manager, batch, task) : features(manager, batch, task);
    }

    private static Inputs text(NDManager manager, List<Example> batch, TaskShape task) {
        List<List<int[]>> sides = new ArrayList<>();
        sides.add(batch.stream().map(row -> Sentences.readable(row.words())).toList());
        if (task.sentences() == 2) {
            sides.add(batch.stream()
                    .map(row -> Sentences.readable(row.pairWords()))
                    .toList());
        }
        int[] distinct = distinct(sides, task);
        List<Sentences> sentences = sides.stream()
                .map(side -> Sentences.of(manager, side, distinct))
                .toList();
        long[] words = IntStream.of(distinct).asLongStream().toArray();
        return new Inputs(manager.create(words), sentences, null);
    }

    private static int[] distinct(List<List<int[]>> sides, TaskShape task) {
        IntStream words = sides.stream().flatMap(List::stream).flatMapToInt(Arrays::stream);
        int[] distinct = IntStream.concat(IntStream.of(Vocabulary.PADDING), words)
                .sorted()
                .distinct()
                .toArray();
        int first = distinct[0];
        int last = distinct[distinct.length - 1];
        if (first < 0 || last >= task.vocabularySize()) {
            throw new IllegalArgumentException("Cannot read a batch: a word id is not in the vocabulary of %d: %d"
                    .formatted(task.vocabularySize(), first < 0 ? first : last));
        }
        return distinct;
    }

    private static Inputs features(NDManager manager, List<Example> batch, TaskShape task) {
        float[] values = new float[batch.size() * task.featureCount()];
        for (int row = 0; row < batch.size(); row++) {
            System.arraycopy(batch.get(row).features(), 0, values, row * task.featureCount(), task.featureCount());
        }
        NDArray features = manager.create(values, new Shape(batch.size(), task.featureCount()));
        return new Inputs(null, List.of(), features);
    }

    private static void check(Example example, TaskShape task) {
        if (task.readsText() != (example.words() != null)) {
            throw new IllegalArgumentException("Cannot read a batch: the student reads %s, an example has %s"
                    .formatted(kind(task.readsText()), kind(example.words() != null)));
        }
        if (task.readsText() && (task.sentences() == 2) != (example.pairWords() != null)) {
            throw new IllegalArgumentException(
                    "Cannot read a batch: the student reads %d sentence(s), an example has %d"
                            .formatted(task.sentences(), example.pairWords() == null ? 1 : 2));
        }
        if (!task.readsText() && example.features().length != task.featureCount()) {
            throw new IllegalArgumentException("Cannot read a batch: the student reads %d features, an example has %d"
                    .formatted(task.featureCount(), example.features().length));
        }
    }

    private static String kind(boolean text) {
        return text ? "text" : "features";
    }
}
