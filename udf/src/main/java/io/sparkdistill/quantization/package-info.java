/** This package makes ONNX models smaller and faster by computing with whole numbers of 8 bits. */
package io.sparkdistill.quantization;
