package io.sparkdistill.augment;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Several augmentations of which at most one befalls a word: one draw {@code X} from U[0, 1) decides. The first is done
 * when {@code X < p1}, the second when {@code p1 <= X < p1 + p2}, and so on.
 */
public record OnePerWord(List<WordAugmentation> choices) implements Augmentation {
    public OnePerWord {
        double sum = choices.stream().mapToDouble(WordAugmentation::probability).sum();
        if (sum > 1) {
            throw new IllegalArgumentException(
                    "Cannot augment words: the probabilities of the changes add up to more than 1: " + sum);
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
