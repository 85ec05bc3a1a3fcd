package io.sparkdistill.training;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.optimizer.OptimizerSnapshot;
import io.sparkdistill.student.StudentModel;
import java.io.Serializable;

/**
 * All that changes in training, as plain arrays, to be sent or saved.
 *
 * @param parameters as {@link StudentModel#exportParameters} gives them
 * @param lossParameters the parameters of the loss, which are learned along and are no part of the student
 */
@SuppressWarnings("ArrayRecordComponent")
@DefaultSerializer(JavaSerializer.class)
public record TrainingState(float[][] parameters, float[][] lossParameters, OptimizerSnapshot optimizer)
        implements Serializable {}
