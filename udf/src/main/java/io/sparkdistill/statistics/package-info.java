/**
 * This package holds the statistics of an evaluation on plain arrays: quality of classifications and rankings,
 * confidence intervals, tests between two models, temperature scaling.
 */
package io.sparkdistill.statistics;
