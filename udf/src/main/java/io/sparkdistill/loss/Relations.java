package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.tensor.DjlArrays;

/**
 * Computes distances and angles between the rows of a matrix from their products: {@code ‖a − b‖² = a·a − 2·a·b + b·b}.
 * So memory grows with the number of pairs or triples, and not with the width of the vectors. Vectors whose distance is
 * less than a thousandth of the root mean square distance are treated as that far apart: floats do not resolve smaller
 * distances.
 */
final class Relations {
    private static final double LEAST_SHARE = 1e-6;
    private static final double LEAST_SQUARE = 1e-12;

    private final long rows;
    private final NDArray products;
    private final NDArray squares;
    private final NDArray distances;
    private final NDArray others;

    /** Computes the products of the rows of {@code (rows, width)}. */
    Relations(NDArray vectors) {
        // Differences do not depend on the origin; centered values lose the fewest digits in products.
        NDArray centered = vectors.sub(vectors.mean(new int[] {0}, true));
        this.rows = vectors.getShape().get(0);
        this.products = centered.matMul(centered.transpose());
        this.squares = centered.square().sum(new int[] {1}, true);
        this.others = vectors.getManager()
                .ones(new Shape(rows, rows))
                .sub(vectors.getManager().eye((int) rows));
        this.distances = distances();
    }

    private NDArray distances() {
        NDArray squared = squares.add(squares.transpose()).sub(DjlArrays.scale(products, 2));
        double least = Math.max(LEAST_SQUARE, LEAST_SHARE * squared.mean().getFloat());
        return squared.maximum(squared.getManager().full(squared.getShape(), (float) least))
                .sqrt();
    }

    /** Returns the distances divided by their mean, {@code (rows, rows)} with a zero diagonal; 0 for a single row. */
    NDArray relativeDistances() {
        NDArray between = distances.mul(others);
        return rows == 1 ? between : between.div(DjlArrays.scale(between.sum(), 1.0 / pairs()));
    }

    /**
     * Returns the cosines of the angles, {@code (rows, rows, rows)}: at {@code (j, i, k)} that of the angle at {@code
     * j} between the directions to {@code i} and to {@code k}; 0 where {@code i} or {@code k} is {@code j}.
     */
    NDArray cosines() {
        NDArray inverse = others.div(distances);
        NDArray from = products.expandDims(2);
        NDArray to = products.expandDims(1);
        NDArray dots = products.expandDims(0).sub(from).sub(to).add(squares.expandDims(2));
        return dots.mul(inverse.expandDims(2)).mul(inverse.expandDims(1));
    }

    /** Returns the number of ordered pairs of different rows. */
    long pairs() {
        return rows * (rows - 1);
    }

    /** Returns the number of ordered triples of different rows. */
    long triples() {
        return pairs() * (rows - 2);
    }

    /**
     * Returns the sum of the Huber loss: {@code x²/2} where a difference {@code x} is at most 1, and {@code |x| − 1/2}
     * elsewhere.
     */
    static NDArray huber(NDArray actual, NDArray wanted) {
        NDArray difference = actual.sub(wanted).abs();
        NDArray small = difference.minimum(difference.onesLike());
        return small.mul(difference.sub(DjlArrays.scale(small, 0.5))).sum();
    }
}
