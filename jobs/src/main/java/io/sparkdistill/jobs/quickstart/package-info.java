/** The corpus of the quickstart: film reviews made by a grammar. */
package io.sparkdistill.jobs.quickstart;
