/** This package holds the verb train, which fits students to the tables. */
package io.sparkdistill.jobs.train;
