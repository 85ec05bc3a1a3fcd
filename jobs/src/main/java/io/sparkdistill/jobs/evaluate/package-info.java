/**
 * This package holds the verb evaluate, which compares teacher, student and baseline on validation and test examples.
 */
package io.sparkdistill.jobs.evaluate;
