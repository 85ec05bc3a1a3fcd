package io.sparkdistill.network;

import java.io.Serializable;

/**
 * All that changes in training, as plain arrays, to be sent or saved.
 *
 * @param parameters as {@link StudentModel#exportParameters} gives them
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrainingState(float[][] parameters, OptimizerSnapshot optimizer) implements Serializable {}
