/** The verb that fits students. */
package io.sparkdistill.jobs.train;
