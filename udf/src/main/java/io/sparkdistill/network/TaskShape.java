package io.sparkdistill.network;

import java.io.Serializable;

/**
 * The sizes that the data gives to a network.
 *
 * @param vocabularySize number of word ids; 0 for features
 * @param featureCount length of a feature vector; 0 for text
 * @param sentences sentences in an example: 1, or 2 for pairs; 0 for features
 * @param classes number of classes
 */
public record TaskShape(int vocabularySize, int featureCount, int sentences, int classes) implements Serializable {
    public TaskShape {
        boolean text = vocabularySize > 0 && featureCount == 0 && (sentences == 1 || sentences == 2);
        boolean features = vocabularySize == 0 && featureCount > 0 && sentences == 0;
        if (!text && !features) {
            throw new IllegalArgumentException(
                    "Cannot shape a task: it has either one or two sentences over a vocabulary, or features: "
                            + "vocabulary %d, sentences %d, features %d"
                                    .formatted(vocabularySize, sentences, featureCount));
        }
        if (classes < 2) {
            throw new IllegalArgumentException("Cannot shape a task: it needs two classes or more: " + classes);
        }
    }

    /** A task on text: one sentence, or two for pairs. */
    public static TaskShape text(int vocabularySize, int sentences, int classes) {
        return new TaskShape(vocabularySize, 0, sentences, classes);
    }

    /** A task on dense feature vectors. */
    public static TaskShape features(int featureCount, int classes) {
        return new TaskShape(0, featureCount, 0, classes);
    }

    public boolean readsText() {
        return sentences > 0;
    }

    /** Throws when a network that reads text is to be built for features. */
    void requireText(String network) {
        if (!readsText()) {
            throw new IllegalArgumentException(
                    "Cannot build a %s: it reads text, and the task has features: %d".formatted(network, featureCount));
        }
    }
}
