/** What models cost, in Spark's metrics system. */
package io.sparkdistill.metrics;
