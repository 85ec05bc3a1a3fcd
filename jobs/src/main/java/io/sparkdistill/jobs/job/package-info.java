/**
 * This package defines what a verb is: it validates before the cluster works, runs in named steps, and returns a
 * result.
 */
package io.sparkdistill.jobs.job;
