/** The verb cascade: which texts the student answers, and which its teacher. */
package io.sparkdistill.jobs.cascade;
