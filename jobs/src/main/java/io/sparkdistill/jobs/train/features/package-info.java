/** This package fits students on features by Spark MLlib: logistic regression, decision trees and random forests. */
package io.sparkdistill.jobs.train.features;
