/** The verb pipeline: all verbs in order, each skipped when its result is there already. */
package io.sparkdistill.jobs.pipeline;
