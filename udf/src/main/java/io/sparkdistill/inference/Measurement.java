package io.sparkdistill.inference;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.model.BatchCost;
import java.io.Serializable;

/**
 * How fast a model was.
 *
 * @param cost of all answers
 * @param seconds on one thread, from text to logits
 * @param sampled inputs that were answered, however often
 */
@DefaultSerializer(JavaSerializer.class)
public record Measurement(BatchCost cost, double seconds, int sampled) implements Serializable {
    /** Tokens that an input has in the mean; 0 if none was answered. */
    public double tokensPerRow() {
        return cost.rows() == 0 ? 0 : (double) cost.tokens() / cost.rows();
    }

    public double rowsPerSecond() {
        return cost.rows() / seconds;
    }
}
