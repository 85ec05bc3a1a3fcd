package io.sparkdistill.optimizer;

import java.io.Serializable;

/**
 * A snapshot holds the state of an optimizer as plain arrays, for transfer and checkpoints.
 *
 * @param step number of steps taken
 * @param arrays state arrays of every parameter, in the order of the parameters
 */
@SuppressWarnings("ArrayRecordComponent")
public record OptimizerSnapshot(long step, float[][] arrays) implements Serializable {}
