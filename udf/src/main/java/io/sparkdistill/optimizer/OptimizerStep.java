package io.sparkdistill.optimizer;

/**
 * Describes one optimizer step by its number, its learning rate and its gradient scale.
 *
 * @param number number of the step, from 1
 * @param learningRate learning rate of this step
 * @param gradientScale factor for the gradient: 1 unless gradients are clipped
 */
public record OptimizerStep(long number, double learningRate, float gradientScale) {}
