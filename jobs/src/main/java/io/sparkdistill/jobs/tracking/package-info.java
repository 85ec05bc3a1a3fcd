/** This package records metrics while a run is made: as JSON lines, as OpenMetrics text, and on an MLflow server. */
package io.sparkdistill.jobs.tracking;
