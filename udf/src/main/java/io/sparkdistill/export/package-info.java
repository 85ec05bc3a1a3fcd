/** This package writes students as ONNX models. */
package io.sparkdistill.export;
