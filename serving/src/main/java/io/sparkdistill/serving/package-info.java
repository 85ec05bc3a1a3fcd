/**
 * This package serves exported students without Spark: {@link io.sparkdistill.serving.Student} opens the folder that the
 * verb export writes. It needs ONNX Runtime and nothing else.
 */
package io.sparkdistill.serving;
