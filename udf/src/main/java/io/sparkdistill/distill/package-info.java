/**
 * This package holds the mathematics of distillation on plain arrays, which driver and executors share: softmax,
 * divergences, calibration, metrics and seeds.
 */
package io.sparkdistill.distill;
