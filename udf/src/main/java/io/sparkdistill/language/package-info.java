/** This package splits English texts into sentences and tags their words with parts of speech, by Apache OpenNLP. */
package io.sparkdistill.language;
