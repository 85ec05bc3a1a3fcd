/** The verb export: the student as files that serving systems of any language read. */
package io.sparkdistill.jobs.export;
