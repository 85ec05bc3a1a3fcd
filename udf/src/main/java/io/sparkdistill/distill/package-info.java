/** The mathematics of distillation on plain arrays: no framework, no state but the mergeable tallies. */
package io.sparkdistill.distill;
