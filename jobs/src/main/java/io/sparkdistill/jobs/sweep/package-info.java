/** This package runs the pipeline for several configurations and compares their students. */
package io.sparkdistill.jobs.sweep;
