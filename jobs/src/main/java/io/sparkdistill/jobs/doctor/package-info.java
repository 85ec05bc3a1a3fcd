/** This package finds out what a machine or a cluster has, and what is wrong with it. */
package io.sparkdistill.jobs.doctor;
