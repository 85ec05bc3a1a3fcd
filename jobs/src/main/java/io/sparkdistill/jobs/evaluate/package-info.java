/** The verb evaluate: teacher, student and baseline side by side on validation and test. */
package io.sparkdistill.jobs.evaluate;
