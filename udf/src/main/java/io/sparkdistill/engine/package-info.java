/**
 * The engines of this JVM: PyTorch, started once, with the threads that Spark gave to the task, and ONNX Runtime; and the
 * only entry to DJL, which keeps it offline.
 */
package io.sparkdistill.engine;
