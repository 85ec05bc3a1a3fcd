package io.sparkdistill.student;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.Dropout;
import java.util.function.Function;

/**
 * One batch on its way through a model.
 *
 * @param weights the parameters as this batch uses them
 * @param words ids of the rows that the weights hold of an embedding table; null for a model without one
 * @param outputs what the model makes of it, from what is left out; {@link Dropout#none()} outside training
 */
public record ForwardPass(BatchWeights weights, NDArray words, Function<Dropout, Outputs> outputs) {}
