/** This package chooses the texts that the student answers, so that its teacher is asked for the others only. */
package io.sparkdistill.jobs.cascade;
