/** This package holds the command benchmark, which compares labeling and training with the bare engine. */
package io.sparkdistill.jobs.benchmark;
