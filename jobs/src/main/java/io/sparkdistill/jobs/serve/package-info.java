/** This package holds the verb serve, a local HTTP endpoint for trying an exported student. It needs no Spark session. */
package io.sparkdistill.jobs.serve;
