/**
 * This package holds the models that can teach: exported models of other frameworks, and students that this project
 * trained.
 */
package io.sparkdistill.teacher;
