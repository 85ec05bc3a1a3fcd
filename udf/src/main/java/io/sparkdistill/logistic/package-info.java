/** Logistic regression on hashed n-grams: what MLlib fitted, as plain arrays. */
package io.sparkdistill.logistic;
