/** The verb augment: reads the inputs, refuses what cannot be used, and writes the transfer set. */
package io.sparkdistill.jobs.augment;
