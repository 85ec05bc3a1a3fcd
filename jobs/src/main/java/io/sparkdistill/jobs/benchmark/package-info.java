/** The command benchmark: how fast labelling is beside the bare engine and beside the plain way to use it. */
package io.sparkdistill.jobs.benchmark;
