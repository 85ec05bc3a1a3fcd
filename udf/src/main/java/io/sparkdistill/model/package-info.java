/**
 * This package says what a model is to those who run it: its inputs, its predictor, and what it answers or refuses.
 */
package io.sparkdistill.model;
