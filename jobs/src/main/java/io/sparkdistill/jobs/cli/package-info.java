/** The command line: parses, runs, reports, sets the exit code. */
package io.sparkdistill.jobs.cli;
