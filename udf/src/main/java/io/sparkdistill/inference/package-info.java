/**
 * This package holds a model in an executor: its specification, its files, the lease of a loaded model, and counters.
 */
package io.sparkdistill.inference;
