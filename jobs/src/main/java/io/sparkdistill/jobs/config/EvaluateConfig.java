package io.sparkdistill.jobs.config;

/**
 * How models are compared.
 *
 * @param calibrationBins bins of the expected calibration error
 * @param speedRows examples on which speed is measured
 */
public record EvaluateConfig(int calibrationBins, int speedRows) {}
