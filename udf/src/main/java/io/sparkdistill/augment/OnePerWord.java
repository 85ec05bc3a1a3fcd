package io.sparkdistill.augment;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Applies at most one of several augmentations to each word, decided by one draw {@code X} from U[0, 1): the first if
 * {@code X < p1}, the second if {@code p1 <= X < p1 + p2}, and so on.
 */
public record OnePerWord(List<WordAugmentation> choices) implements Augmentation {
    public OnePerWord {
        double sum = choices.stream().mapToDouble(WordAugmentation::probability).sum();
        if (sum > 1) {
            throw new IllegalArgumentException(
                    "Cannot augment words: the sum of the probabilities must be at most 1: " + sum);
        }
        choices = List.copyOf(choices);
    }

    @Override
    public AugmentedSentence apply(AugmentedSentence copy, RandomGenerator random) {
        return copy.withWords(
                copy.words().stream().map(word -> change(word, random)).toList());
    }

    private AugmentedWord change(AugmentedWord word, RandomGenerator random) {
        double draw = random.nextDouble();
        for (WordAugmentation choice : choices) {
            if (draw < choice.probability()) {
                return choice.change(word, random);
            }
            draw -= choice.probability();
        }
        return word;
    }
}
