/** Computations in the Open Neural Network Exchange format, which serving systems of any language run. */
package io.sparkdistill.onnx;
