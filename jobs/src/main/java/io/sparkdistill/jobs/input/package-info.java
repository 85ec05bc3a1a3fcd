/** The inputs of a configuration: how each format is checked before Spark starts, listed and read into rows of one shape. */
package io.sparkdistill.jobs.input;
