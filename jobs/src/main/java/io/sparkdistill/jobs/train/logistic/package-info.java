/** This package fits the logistic-regression student by Spark MLlib. */
package io.sparkdistill.jobs.train.logistic;
