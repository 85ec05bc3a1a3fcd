/** This package lets a model behind an endpoint write texts about the rows of a table. */
package io.sparkdistill.jobs.generate;
