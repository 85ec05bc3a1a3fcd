/** This package writes a first configuration from a look at the data and at the teacher. */
package io.sparkdistill.jobs.init;
