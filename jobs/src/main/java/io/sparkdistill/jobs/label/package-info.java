/**
 * This package holds the verb label, which stores the teachers' logits of examples that have none, and soft targets at
 * every temperature.
 */
package io.sparkdistill.jobs.label;
