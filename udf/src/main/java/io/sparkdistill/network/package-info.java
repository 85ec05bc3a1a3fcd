/**
 * This package holds the architectures of students and their layers: inputs, parameters, and the computation of logits.
 *
 * <p>A network is an immutable record of sizes. It lists its parameters by name and computes logits from them by the
 * operations of {@link io.sparkdistill.tensor}. So the same parameters can be trained on the driver, sent to executors
 * as plain arrays, saved, and exported.
 */
package io.sparkdistill.network;
