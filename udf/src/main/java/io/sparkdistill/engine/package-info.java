/** The engines of this JVM: PyTorch, started once, offline, with the threads that Spark gave to the task; ONNX Runtime. */
package io.sparkdistill.engine;
