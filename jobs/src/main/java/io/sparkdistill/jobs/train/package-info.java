/** The verb train: fits students to the tables. */
package io.sparkdistill.jobs.train;
