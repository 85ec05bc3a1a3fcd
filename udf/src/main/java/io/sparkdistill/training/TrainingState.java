package io.sparkdistill.training;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.optimizer.OptimizerSnapshot;
import io.sparkdistill.student.StudentModel;
import java.io.Serializable;

/**
 * Holds the complete state of training as plain arrays, for transfer and checkpoints.
 *
 * @param parameters parameters of the model, in the order of {@link StudentModel#exportParameters}
 * @param lossParameters parameters of the loss, which are trained with the student and are not part of it
 * @param average moving average of the parameters; empty if none is kept
 */
@SuppressWarnings("ArrayRecordComponent")
@DefaultSerializer(JavaSerializer.class)
public record TrainingState(
        float[][] parameters, float[][] lossParameters, OptimizerSnapshot optimizer, float[][] average)
        implements Serializable {
    /** Creates a state without an average of the parameters. */
    public TrainingState(float[][] parameters, float[][] lossParameters, OptimizerSnapshot optimizer) {
        this(parameters, lossParameters, optimizer, new float[0][]);
    }

    /** Returns the parameters of the student: their average, if one is kept. */
    public float[][] ofStudent() {
        return average.length == 0 ? parameters : average;
    }
}
