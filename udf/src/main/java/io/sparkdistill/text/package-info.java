/**
 * This package holds what students read of a text: its words, their ids in a vocabulary, its sentences and parts of
 * speech.
 */
package io.sparkdistill.text;
