/**
 * This package holds the verb label, which stores the teachers' logits of every unlabeled example, and soft targets at
 * every temperature.
 */
package io.sparkdistill.jobs.label;
