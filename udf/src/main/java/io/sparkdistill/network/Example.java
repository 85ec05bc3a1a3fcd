package io.sparkdistill.network;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * One example as a student sees it: either word ids or dense features. Its arrays are not copied, for there may be
 * millions of examples: do not change them.
 *
 * @param words ids in the student's vocabulary, or the tokens of a TorchScript model, both sentences of a pair in
 *     turn; null for features
 * @param pairWords ids of the second sentence of a pair, or which sentence each token is of; null otherwise
 * @param features dense input; null for words
 * @param label class index from 0, or {@link #UNLABELED}
 * @param target one value per class: the teacher's probabilities or logits, as the loss expects; null when there is none
 * @param targetClasses class indices when few classes have a target; {@code target} then holds one value for each of
 *     them and, last, the mass of all other classes; null when all classes have one
 * @param hidden the teacher's hidden state, of one width for all examples; null when there is none
 */
@SuppressWarnings("ArrayRecordComponent")
@DefaultSerializer(JavaSerializer.class)
public record Example(
        int[] words, int[] pairWords, float[] features, int label, float[] target, int[] targetClasses, float[] hidden)
        implements Serializable {
    public static final int UNLABELED = -1;

    public Example {
        if ((words == null) == (features == null)) {
            throw new IllegalArgumentException("Cannot make an example: it needs either words or features: "
                    + (words == null ? "it has neither" : "it has both"));
        }
        if (pairWords != null && words == null) {
            throw new IllegalArgumentException("Cannot make an example: a pair needs words, not features");
        }
        if (label < UNLABELED) {
            throw new IllegalArgumentException(
                    "Cannot make an example: a label is a class index, or -1 when there is none: " + label);
        }
        if (targetClasses != null && (target == null || target.length != targetClasses.length + 1)) {
            throw new IllegalArgumentException(
                    "Cannot make an example: %d classes need a target each and one for the rest"
                            .formatted(targetClasses.length));
        }
    }

    /** An example without a hidden state. */
    public Example(int[] words, int[] pairWords, float[] features, int label, float[] target, int[] targetClasses) {
        this(words, pairWords, features, label, target, targetClasses, null);
    }

    /** An example without a hidden state, whose target, if it has one, is of all classes. */
    public Example(int[] words, int[] pairWords, float[] features, int label, float[] target) {
        this(words, pairWords, features, label, target, null);
    }

    /** The same with a hidden state of the teacher. */
    public Example withHidden(float[] state) {
        return new Example(words, pairWords, features, label, target, targetClasses, state);
    }

    public boolean isLabeled() {
        return label != UNLABELED;
    }

    /** Words of the longer sentence: what the example costs in a padded batch; 0 for features. */
    public int length() {
        if (words == null) {
            return 0;
        }
        return pairWords == null ? words.length : Math.max(words.length, pairWords.length);
    }
}
