/** This package turns rows of the tables into the encoded examples that a student is trained and validated on. */
package io.sparkdistill.jobs.train.examples;
