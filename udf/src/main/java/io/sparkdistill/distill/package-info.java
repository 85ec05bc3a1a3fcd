/** The mathematics of distillation on plain arrays: no framework. */
package io.sparkdistill.distill;
