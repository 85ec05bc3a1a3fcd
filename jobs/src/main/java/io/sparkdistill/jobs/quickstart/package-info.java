/** The corpus of the quickstart: reviews made by a grammar. */
package io.sparkdistill.jobs.quickstart;
