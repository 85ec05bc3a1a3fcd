/**
 * This package reads HOCON into the records of a configuration; it reports all problems at once, each with its file
 * and line.
 */
package io.sparkdistill.jobs.config.reader;
