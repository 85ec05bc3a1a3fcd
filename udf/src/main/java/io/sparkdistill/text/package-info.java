/**
 * This package splits texts into words and sentences, encodes words as ids of a vocabulary, and tags parts of speech.
 */
package io.sparkdistill.text;
