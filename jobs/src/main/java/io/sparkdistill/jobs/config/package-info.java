/** HOCON to typed records; every problem is collected and reported at once, with its file and line. */
package io.sparkdistill.jobs.config;
