/** This package holds optimizers, their states, learning-rate schedules and gradient clipping. */
package io.sparkdistill.optimizer;
