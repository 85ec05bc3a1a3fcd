package io.sparkdistill.jobs.quickstart;

/**
 * A sentence and what it says.
 *
 * @param positive whether the writer liked it
 */
record Review(String text, boolean positive) {}
