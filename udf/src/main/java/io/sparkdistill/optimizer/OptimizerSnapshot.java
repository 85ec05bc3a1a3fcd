package io.sparkdistill.optimizer;

import java.io.Serializable;

/**
 * The state of an optimizer as plain arrays, to be sent or saved.
 *
 * @param step how many steps it has taken
 * @param arrays for every parameter, in the order of the network, the optimizer's arrays
 */
@SuppressWarnings("ArrayRecordComponent")
public record OptimizerSnapshot(long step, float[][] arrays) implements Serializable {}
