/** A model in an executor: loaded once per JVM and device, asked in batches of similar length. */
package io.sparkdistill.teacher;
