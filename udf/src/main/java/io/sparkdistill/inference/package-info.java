/**
 * This package runs models in executors. A model has these forms on its way:
 *
 * <pre>
 * driver     ModelSource     where its files are, and how its specification is created (package teacher)
 *            StagedModel     its files, fetched to the driver, and its ModelSpec
 * Spark      ShippedModel    its ModelSpec, and how a task locates its files
 * executor   CachedModel     the loaded LogitsModel, one per JVM and device, in the ModelCache
 *            Lease           one use of a cached model; closing it releases the model
 *            TaskModel       a lease with a predictor and batches, until the task ends
 * </pre>
 */
package io.sparkdistill.inference;
