package io.sparkdistill.training;

/**
 * Describes the result of one training step.
 *
 * @param loss mean loss of the batch, before the update
 * @param rows number of examples in the batch
 * @param labeledRows number of examples with a label
 */
public record StepResult(double loss, int rows, int labeledRows) {}
