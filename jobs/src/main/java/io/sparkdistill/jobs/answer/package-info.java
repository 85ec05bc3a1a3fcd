/** This package answers the texts of a table by a student, and by its teacher where the student is unsure. */
package io.sparkdistill.jobs.answer;
