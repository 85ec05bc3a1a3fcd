/**
 * This package holds the engines of a JVM, of the driver or of an executor: PyTorch, ONNX Runtime, and the only entry
 * to DJL, which keeps it offline.
 */
package io.sparkdistill.engine;
