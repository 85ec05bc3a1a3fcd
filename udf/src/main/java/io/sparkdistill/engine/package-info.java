/** PyTorch in this JVM: started once, offline, with the threads that Spark gave to the task. */
package io.sparkdistill.engine;
