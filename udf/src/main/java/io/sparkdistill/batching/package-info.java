/**
 * This package groups inputs of similar length into batches within a token budget, and distinguishes a bad input from a
 * failing machine.
 */
package io.sparkdistill.batching;
