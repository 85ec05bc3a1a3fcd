/** This package holds the typed records of a configuration. */
package io.sparkdistill.jobs.config;
