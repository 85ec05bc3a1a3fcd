/**
 * Measures the executor's half of labeling on the device of a machine that has neither Spark nor a network: windows,
 * batches, tokenizer and model as a task uses them. {@code bin/gpu-check} packs it.
 */
package io.sparkdistill.jobs.benchmark.device;
