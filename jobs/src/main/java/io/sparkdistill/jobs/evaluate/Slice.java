package io.sparkdistill.jobs.evaluate;

/**
 * A slice has the accuracy of a model on a part of the examples of a split.
 *
 * @param by what the examples are divided by: a column of the inputs, or characters for the length of the text
 * @param value range or value that these examples have
 * @param rows number of examples
 * @param accuracy with its 95 % interval by Wilson
 */
public record Slice(String by, String value, String model, String split, long rows, Estimate accuracy) {
    /** What slices by the length of the text are divided by. */
    static final String LENGTH = "length in characters";
}
