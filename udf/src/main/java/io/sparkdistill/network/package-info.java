/**
 * This package holds the architectures of students and their layers: what a network reads, its parameters, and how it
 * computes logits.
 *
 * <p>A network is an immutable record of sizes. It lists its parameters by name and computes logits from them, so the
 * same parameters can be trained on the driver, sent to executors as plain arrays, saved, and exported.
 */
package io.sparkdistill.network;
