package io.sparkdistill.optimizer;

/**
 * What an update of a parameter needs besides its gradient.
 *
 * @param number of the step, from 1
 * @param learningRate at this step
 * @param gradientScale factor for the gradient: 1 unless it is clipped
 */
public record OptimizerStep(long number, double learningRate, float gradientScale) {}
