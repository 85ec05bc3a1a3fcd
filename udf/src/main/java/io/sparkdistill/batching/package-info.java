/**
 * This package groups inputs of similar length into batches within a token budget, and tells a bad input from a
 * failing machine.
 */
package io.sparkdistill.batching;
