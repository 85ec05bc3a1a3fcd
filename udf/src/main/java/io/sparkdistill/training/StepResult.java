package io.sparkdistill.training;

/**
 * What one training step saw.
 *
 * @param loss mean loss of the batch, before the update
 * @param rows examples in the batch
 * @param labeledRows those that have a label
 */
public record StepResult(double loss, int rows, int labeledRows) {}
