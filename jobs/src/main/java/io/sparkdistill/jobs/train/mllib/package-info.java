/** This package fits students by learners of Spark ML: logistic regression, trees and forests of MLlib, and XGBoost. */
package io.sparkdistill.jobs.train.mllib;
