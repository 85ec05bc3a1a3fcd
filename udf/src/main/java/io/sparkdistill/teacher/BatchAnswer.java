package io.sparkdistill.teacher;

/**
 * What a model says of a batch.
 *
 * @param logits one array of {@code classes} logits an input, in the order of the batch
 * @param hidden one hidden state an input; null when they were not asked for
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchAnswer(float[][] logits, float[][] hidden) {
    /** The hidden state of one input; null when they were not asked for. */
    float[] hidden(int row) {
        return hidden == null ? null : hidden[row];
    }
}
