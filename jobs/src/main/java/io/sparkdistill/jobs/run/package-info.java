/** This package keeps the runs of an output: one folder per training, and the name of the run that is served. */
package io.sparkdistill.jobs.run;
