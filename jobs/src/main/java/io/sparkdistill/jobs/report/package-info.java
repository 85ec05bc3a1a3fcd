/** This package formats tables and charts, and knows whether a terminal is watched. */
package io.sparkdistill.jobs.report;
