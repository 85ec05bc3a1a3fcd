package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Holds the inputs of a batch as plain arrays.
 *
 * @param sentences the words of each row: one element for single sentences, two for pairs, none for features
 * @param features {@code (rows, features)}; empty for text
 */
@SuppressWarnings("ArrayRecordComponent")
public record InputRows(List<int[][]> sentences, float[][] features) {
    private static final int[] UNKNOWN_WORD = {Vocabulary.UNKNOWN};

    public InputRows {
        sentences = List.copyOf(sentences);
    }

    /**
     * Returns the inputs of a batch. A sentence without words becomes one unknown word.
     *
     * @throws IllegalArgumentException if an example does not fit the task
     */
    public static InputRows of(List<Example> batch, TaskShape task) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("Cannot read a batch: it is empty");
        }
        batch.forEach(example -> check(example, task));
        if (!task.readsText()) {
            return new InputRows(
                    List.of(), batch.stream().map(Example::features).toArray(float[][]::new));
        }
        List<int[][]> sentences = new ArrayList<>();
        sentences.add(batch.stream().map(row -> orUnknownWord(row.words())).toArray(int[][]::new));
        if (task.sentences() == 2) {
            sentences.add(
                    batch.stream().map(row -> orUnknownWord(row.pairWords())).toArray(int[][]::new));
        }
        sentences.forEach(sentence -> checkWords(sentence, task.vocabularySize()));
        return new InputRows(sentences, new float[0][]);
    }

    private static int[] orUnknownWord(int[] words) {
        return words.length == 0 ? UNKNOWN_WORD : words;
    }

    private static void checkWords(int[][] sentence, int vocabularySize) {
        for (int[] words : sentence) {
            for (int word : words) {
                if (word < 0 || word >= vocabularySize) {
                    throw new IllegalArgumentException(
                            "Cannot read a batch: a word id is not in the vocabulary of %d: %d"
                                    .formatted(vocabularySize, word));
                }
            }
        }
    }

    /** Returns the distinct ids of the padding and of all words of the batch, ascending. */
    public int[] distinctWords() {
        IntStream words = sentences.stream().flatMap(Arrays::stream).flatMapToInt(Arrays::stream);
        return IntStream.concat(IntStream.of(Vocabulary.PADDING), words)
                .sorted()
                .distinct()
                .toArray();
    }

    /** Returns these inputs with the index of each word among distinct words instead of its id. */
    public InputRows reindexed(int[] distinct) {
        List<int[][]> reindexed = sentences.stream()
                .map(sentence -> Arrays.stream(sentence)
                        .map(words -> Arrays.stream(words)
                                .map(word -> Arrays.binarySearch(distinct, word))
                                .toArray())
                        .toArray(int[][]::new))
                .toList();
        return new InputRows(reindexed, features);
    }

    /**
     * Returns the inputs as tensors of an interpreter.
     *
     * @param sequences creates the sequences of one sentence per row
     * @param matrix creates a matrix
     */
    public <T> Inputs<T> inputs(Function<int[][], Sequences<T>> sequences, Function<float[][], T> matrix) {
        return sentences.isEmpty()
                ? new Inputs<>(List.of(), matrix.apply(features))
                : new Inputs<>(sentences.stream().map(sequences).toList(), null);
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
