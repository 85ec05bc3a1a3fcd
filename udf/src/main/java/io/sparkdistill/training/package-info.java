/**
 * This package holds the training step that driver and executors share, and the batches and epochs that it runs over.
 */
package io.sparkdistill.training;
