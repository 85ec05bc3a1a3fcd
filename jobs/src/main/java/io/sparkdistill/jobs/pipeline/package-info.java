/** This package holds the verb pipeline, which runs all verbs in order, each skipped when its result is up to date. */
package io.sparkdistill.jobs.pipeline;
