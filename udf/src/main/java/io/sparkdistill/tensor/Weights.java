package io.sparkdistill.tensor;

/**
 * Provides the parameters of a network, by name.
 *
 * @param <T> a tensor
 */
@FunctionalInterface
public interface Weights<T> {
    /**
     * Returns a parameter.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    T get(String name);
}
