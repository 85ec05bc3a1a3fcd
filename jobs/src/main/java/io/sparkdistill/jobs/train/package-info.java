/** This package holds the verb train, which trains students on the tables. */
package io.sparkdistill.jobs.train;
