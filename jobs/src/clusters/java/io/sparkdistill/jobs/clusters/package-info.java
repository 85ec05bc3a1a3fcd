/** This package holds tests against real clusters, file systems and stores; the Maven profile {@code clusters} runs them. */
package io.sparkdistill.jobs.clusters;
