package io.sparkdistill.network;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * An example holds the input that a student reads: either word ids or dense features. Its arrays are not copied, since
 * there may be millions of examples: do not modify them.
 *
 * @param words word ids in the student's vocabulary; for a TorchScript model, the token ids of the text or of both
 *     sentences of a pair; null for features
 * @param pairWords word ids of the second sentence of a pair; for a TorchScript model, the token type ids; null
 *     otherwise
 * @param features dense features; null for words
 * @param label class index from 0, or {@link #UNLABELED}
 * @param target one value per class: the teacher's probabilities or logits, as the loss expects; null if there is none
 * @param targetClasses indices of the classes that a sparse target lists; {@code target} then holds one value per
 *     listed class and, last, the remaining mass; null if the target lists all classes
 * @param hidden the teacher's hidden state, of the same width for all examples; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent")
@DefaultSerializer(JavaSerializer.class)
public record Example(
        int[] words, int[] pairWords, float[] features, int label, float[] target, int[] targetClasses, float[] hidden)
        implements Serializable {
    public static final int UNLABELED = -1;

    public Example {
        if ((words == null) == (features == null)) {
            throw new IllegalArgumentException("Cannot create an example: it needs either words or features, but "
                    + (words == null ? "has neither" : "has both"));
        }
        if (pairWords != null && words == null) {
            throw new IllegalArgumentException("Cannot create an example: a pair needs words, not features");
        }
        if (label < UNLABELED) {
            throw new IllegalArgumentException(
                    "Cannot create an example: a label must be a class index, or -1 if there is none: " + label);
        }
        if (targetClasses != null && (target == null || target.length != targetClasses.length + 1)) {
            throw new IllegalArgumentException(
                    "Cannot create an example: a target of %d classes needs one value per class and the remaining mass"
                            .formatted(targetClasses.length));
        }
    }

    /** Creates an example without a hidden state. */
    public Example(int[] words, int[] pairWords, float[] features, int label, float[] target, int[] targetClasses) {
        this(words, pairWords, features, label, target, targetClasses, null);
    }

    /** Creates an example without a hidden state whose target, if any, lists all classes. */
    public Example(int[] words, int[] pairWords, float[] features, int label, float[] target) {
        this(words, pairWords, features, label, target, null);
    }

    /** Returns the example with a hidden state of the teacher. */
    public Example withHidden(float[] state) {
        return new Example(words, pairWords, features, label, target, targetClasses, state);
    }

    public boolean isLabeled() {
        return label != UNLABELED;
    }

    /**
     * Returns the number of words of the longer sentence, the length of the example in a padded batch; 0 for features.
     */
    public int length() {
        if (words == null) {
            return 0;
        }
        return pairWords == null ? words.length : Math.max(words.length, pairWords.length);
    }
}
