/** This package trains a student in rounds, on the driver or on every partition, with checkpoints and progress. */
package io.sparkdistill.jobs.train.rounds;
