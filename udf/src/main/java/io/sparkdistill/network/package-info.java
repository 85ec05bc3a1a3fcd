/**
 * Students: networks on DJL's arrays, their losses and optimizers, one training step, and a model as files and arrays.
 *
 * <p>A network is an immutable record of sizes. It lists its parameters by name and computes logits from them, so the
 * same parameters can be trained on the driver, sent to executors as plain arrays, saved, and exported.
 */
package io.sparkdistill.network;
