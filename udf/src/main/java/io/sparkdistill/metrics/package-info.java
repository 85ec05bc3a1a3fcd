/** This package reports the cost of models in Spark's metrics system. */
package io.sparkdistill.metrics;
