/** This package holds the verb export, which writes the student as files that serving systems of any language read. */
package io.sparkdistill.jobs.export;
