/** This package fits students by Spark MLlib: logistic regression, decision trees and random forests. */
package io.sparkdistill.jobs.train.mllib;
