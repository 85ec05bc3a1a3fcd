/**
 * This package holds the formats in which other frameworks export models, and what a file declares about its model.
 */
package io.sparkdistill.format;
