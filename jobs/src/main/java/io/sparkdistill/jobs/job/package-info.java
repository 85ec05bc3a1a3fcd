/** What every verb is: validate before the cluster works, run in named steps, return a result. */
package io.sparkdistill.jobs.job;
