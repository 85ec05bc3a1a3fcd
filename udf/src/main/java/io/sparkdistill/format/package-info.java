/** This package holds the formats of models that other frameworks export, and reads the declarations in their files. */
package io.sparkdistill.format;
