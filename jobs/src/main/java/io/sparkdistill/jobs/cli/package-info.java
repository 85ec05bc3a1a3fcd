/** This package holds the command line, which parses options, runs jobs, reports, and sets the exit code. */
package io.sparkdistill.jobs.cli;
