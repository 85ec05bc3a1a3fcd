/** Several configurations, run one after the other and compared. */
package io.sparkdistill.jobs.sweep;
