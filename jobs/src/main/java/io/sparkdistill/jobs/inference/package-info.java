/** This package sends models to the executors and runs them on the rows of a table. */
package io.sparkdistill.jobs.inference;
