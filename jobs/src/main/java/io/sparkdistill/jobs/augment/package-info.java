/**
 * This package holds the verb augment, which reads the inputs, rejects rows that cannot be used, and writes the
 * transfer set and the evaluation set.
 */
package io.sparkdistill.jobs.augment;
