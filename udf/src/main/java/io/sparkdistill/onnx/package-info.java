/** This package builds computation graphs in the Open Neural Network Exchange format. */
package io.sparkdistill.onnx;
