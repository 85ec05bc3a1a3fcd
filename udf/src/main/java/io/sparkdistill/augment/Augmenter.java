package io.sparkdistill.augment;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.distill.Seeds;
import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Creates augmented copies of sentences. A copy depends only on the seed, the words and its number, so it is the same
 * in every partition of every cluster. Copies may be equal to each other or to the sentence; the caller removes
 * duplicates.
 *
 * @param seed seed of all random choices
 * @param steps augmentations, applied in order
 */
@DefaultSerializer(JavaSerializer.class)
public record Augmenter(long seed, List<Augmentation> steps) implements Serializable {
    private static final int FIRST_SIDE = 0;
    private static final int SECOND_SIDE = 1;

    // FNV-1a, 64 bits.
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;
    private static final char WORD_END = '\u0000';
    private static final char SENTENCE_END = '\u0001';

    public Augmenter {
        steps = List.copyOf(steps);
    }

    /**
     * Returns the augmentations in the order of Tang et al. (2019), section 4: each word is masked or replaced or kept;
     * then an n-gram may be sampled.
     */
    public static Augmenter inPaperOrder(
            long seed, Masking masking, PartOfSpeechReplacement replacement, NgramSampling sampling) {
        return new Augmenter(seed, List.of(new OnePerWord(List.of(masking, replacement)), sampling));
    }

    /**
     * Creates a copy of a sentence.
     *
     * @param number number of the copy, from 0
     */
    public AugmentedSentence copy(TaggedSentence sentence, int number) {
        return vary(sentence, Seeds.derive(seed, hash(HASH_START, sentence), number, FIRST_SIDE));
    }

    /**
     * Creates a copy of a pair. {@link PairSide#ofCopy} decides which sentence is augmented; the other one is kept.
     *
     * @param number number of the copy, from 0
     */
    public AugmentedPair copy(TaggedSentence first, TaggedSentence second, int number) {
        long content = hash(hash(HASH_START, first), second);
        PairSide side = PairSide.ofCopy(number);
        return new AugmentedPair(
                side.variesFirst()
                        ? vary(first, Seeds.derive(seed, content, number, FIRST_SIDE))
                        : AugmentedSentence.unchanged(first),
                side.variesSecond()
                        ? vary(second, Seeds.derive(seed, content, number, SECOND_SIDE))
                        : AugmentedSentence.unchanged(second),
                side);
    }

    private AugmentedSentence vary(TaggedSentence sentence, long copySeed) {
        RandomGenerator random = new SplittableRandom(copySeed);
        AugmentedSentence copy = AugmentedSentence.unchanged(sentence);
        for (Augmentation step : steps) {
            copy = step.apply(copy, random);
        }
        return copy;
    }

    /** Hashes the words and their boundaries; the tags follow from the words. */
    private static long hash(long start, TaggedSentence sentence) {
        long hash = start;
        for (String word : sentence.words()) {
            for (int i = 0; i < word.length(); i++) {
                hash = step(hash, word.charAt(i));
            }
            hash = step(hash, WORD_END);
        }
        return step(hash, SENTENCE_END);
    }

    private static long step(long hash, char next) {
        return (hash ^ next) * HASH_PRIME;
    }
}
