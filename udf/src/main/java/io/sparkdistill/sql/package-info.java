/**
 * This package holds the SQL functions, which are thin adapters from values of Catalyst to the plain arrays of {@link
 * io.sparkdistill.distill}.
 *
 * <p>{@link io.sparkdistill.sql.DistillExtensions} adds them to a session by configuration, {@link
 * io.sparkdistill.sql.DistillFunctions} by a call. A function is one definition in a list such as {@link
 * io.sparkdistill.sql.ProbabilityFunctions}: its name, documentation, parameters, result, and Java method.
 */
package io.sparkdistill.sql;
