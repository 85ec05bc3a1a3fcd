package io.sparkdistill.network;

import java.io.Serializable;

/**
 * Describes the sizes of a task: those of a network's inputs and outputs.
 *
 * @param vocabularySize number of ids of words and of buckets of n-grams; 0 for features
 * @param featureCount length of a feature vector; 0 for text
 * @param sentences number of sentences per example: 1, or 2 for pairs; 0 for features
 * @param classes number of classes
 */
public record TaskShape(int vocabularySize, int featureCount, int sentences, int classes) implements Serializable {
    public TaskShape {
        boolean text = vocabularySize > 0 && featureCount == 0 && (sentences == 1 || sentences == 2);
        boolean features = vocabularySize == 0 && featureCount > 0 && sentences == 0;
        if (!text && !features) {
            throw new IllegalArgumentException(
                    "Cannot create a task: it must have either a vocabulary and one or two sentences, or features: "
                            + "vocabulary %d, sentences %d, features %d"
                                    .formatted(vocabularySize, sentences, featureCount));
        }
        if (classes < 2) {
            throw new IllegalArgumentException("Cannot create a task: it needs at least two classes: " + classes);
        }
    }

    /** Creates a task on text: one sentence, or two for pairs. */
    public static TaskShape text(int vocabularySize, int sentences, int classes) {
        return new TaskShape(vocabularySize, 0, sentences, classes);
    }

    /** Creates a task on dense feature vectors. */
    public static TaskShape features(int featureCount, int classes) {
        return new TaskShape(0, featureCount, 0, classes);
    }

    public boolean readsText() {
        return sentences > 0;
    }

    /**
     * Checks that the task has text.
     *
     * @throws IllegalArgumentException if it has features
     */
    void requireText(String network) {
        if (!readsText()) {
            throw new IllegalArgumentException("Cannot create a %s: it reads text, but the task has features: %d"
                    .formatted(network, featureCount));
        }
    }
}
