package io.sparkdistill.student;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.Dropout;
import java.util.function.Function;

/**
 * Represents a prepared forward pass of one batch through a model.
 *
 * @param weights parameters as this batch uses them
 * @param words ids of the words whose rows the weights hold of an embedding table; null for a model without one
 * @param outputs computes the outputs with the given dropout; {@link Dropout#none()} outside training
 */
public record ForwardPass(BatchWeights weights, NDArray words, Function<Dropout, Outputs> outputs) {}
