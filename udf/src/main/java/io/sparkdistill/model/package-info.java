/** This package defines models for their callers: inputs, predictors, predictions and refusals, and their cost. */
package io.sparkdistill.model;
