/** This package splits texts into words and encodes words as ids of a vocabulary, for training and for serving alike. */
package io.sparkdistill.text;
