package io.sparkdistill.inference;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.model.BatchCost;
import java.io.Serializable;

/**
 * A measurement holds the measured speed of a model.
 *
 * @param cost cost of all batches
 * @param seconds time on one thread, from text to logits
 * @param sampled number of distinct inputs
 */
@DefaultSerializer(JavaSerializer.class)
public record Measurement(BatchCost cost, double seconds, int sampled) implements Serializable {
    /** Returns the mean number of tokens per input; 0 without inputs. */
    public double tokensPerRow() {
        return cost.rows() == 0 ? 0 : (double) cost.tokens() / cost.rows();
    }

    /** Returns the number of inputs per second. */
    public double rowsPerSecond() {
        return cost.rows() / seconds;
    }
}
