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
 */
@SuppressWarnings("ArrayRecordComponent")
@DefaultSerializer(JavaSerializer.class)
public record TrainingState(float[][] parameters, float[][] lossParameters, OptimizerSnapshot optimizer)
        implements Serializable {}
