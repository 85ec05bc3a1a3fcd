package io.sparkdistill.optimizer;

/**
 * The number, the learning rate and the gradient scale of one optimizer step.
 *
 * @param number number of the step, from 1
 * @param learningRate learning rate of this step
 * @param gradientScale factor for the gradient: 1 unless gradients are clipped
 */
public record OptimizerStep(long number, double learningRate, float gradientScale) {}
