package io.sparkdistill.tensor;

/**
 * The parameters of a network, by name.
 *
 * @param <T> a tensor
 */
@FunctionalInterface
public interface Weights<T> {
    /**
     * Gives a parameter.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    T get(String name);
}
