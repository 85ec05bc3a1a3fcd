/**
 * This package holds the formats of inputs: how each is checked before Spark starts, listed, and read into rows of one
 * shape.
 */
package io.sparkdistill.jobs.input;
