/** Text as students read it: words, and their numbers in a vocabulary. */
package io.sparkdistill.text;
