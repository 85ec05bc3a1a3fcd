/** Brings models to the executors and asks them about the rows of a table. */
package io.sparkdistill.jobs.inference;
