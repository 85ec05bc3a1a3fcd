/**
 * This package holds the folder of a run: its tables and files, their provenance, and the lease of its only writer.
 */
package io.sparkdistill.jobs.storage;
