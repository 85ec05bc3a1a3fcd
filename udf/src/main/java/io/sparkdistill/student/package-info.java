/** This package holds students as models and as files: networks, logistic regression, and TorchScript models. */
package io.sparkdistill.student;
