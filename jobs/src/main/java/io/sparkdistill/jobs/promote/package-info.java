/** This package decides whether a run is served, by comparing its student with the served one. */
package io.sparkdistill.jobs.promote;
