/** This package makes the corpus of the quickstart: film reviews from a grammar. */
package io.sparkdistill.jobs.quickstart;
