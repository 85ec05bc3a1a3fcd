package io.sparkdistill.jobs.config;

import java.net.URI;
import java.util.Optional;

/**
 * These settings name the server to which runs are reported.
 *
 * @param mlflow base address of an MLflow tracking server
 * @param experiment name of the experiment there
 */
public record TrackingConfig(Optional<URI> mlflow, String experiment) {}
