/** The verb label: the teachers' logits for whatever has none yet, and soft targets at every temperature. */
package io.sparkdistill.jobs.label;
