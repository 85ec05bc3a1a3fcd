/**
 * This package holds the models that can be teachers: exported models of other frameworks, and students that this
 * project trained.
 */
package io.sparkdistill.teacher;
