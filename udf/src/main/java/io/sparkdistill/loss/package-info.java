/**
 * This package holds the losses that training minimizes, and the targets of a batch that they compare a student with.
 */
package io.sparkdistill.loss;
