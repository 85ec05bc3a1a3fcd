/** This package exports students as ONNX models. */
package io.sparkdistill.export;
