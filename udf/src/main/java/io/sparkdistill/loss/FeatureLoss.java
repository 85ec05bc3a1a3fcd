package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Layers;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.tensor.DjlArrays;
import java.util.List;

/**
 * Compares the student's hidden states with the teacher's. The student's {@code h_i} are projected to the width {@code
 * d} of the teacher's {@code t_i}: {@code y_i = W·h_i + b}. The loss is the mean distance of {@code y_i} and {@code
 * t_i} over the rows, at least 0. The projection is trained with the student and is not part of it.
 *
 * <p>Sources: Romero et al. (2015), "FitNets: Hints for Thin Deep Nets", equation 3, for the projection; Jiao et al.
 * (2020), "TinyBERT", equation 8, for the mean squared error; Sanh et al. (2019), "DistilBERT", section 2, for the
 * cosine.
 *
 * @param distance distance of one row
 * @param teacherWidth {@code d}, the width of the teacher's hidden states
 */
public record FeatureLoss(Distance distance, int teacherWidth) implements Loss {
    private static final String PROJECTION = "projection";
    // The length of a zero vector must not be 0: it is a divisor.
    private static final double LEAST_SQUARE = 1e-12;

    /** Measures the distance of two vectors. */
    public enum Distance {
        /** {@code ‖y − t‖² / d}. */
        MSE,
        /** {@code 1 − y·t / (‖y‖·‖t‖)}, from 0 to 2: it compares directions only. */
        COSINE
    }

    public FeatureLoss {
        if (teacherWidth < 1) {
            throw new IllegalArgumentException(
                    "Cannot create a feature loss: the width of hidden states must be at least 1: " + teacherWidth);
        }
    }

    @Override
    public List<ParameterShape> parameters(long studentWidth) {
        return Layers.linearParameters(PROJECTION, studentWidth, teacherWidth);
    }

    @Override
    public NDArray mean(Outputs student, Targets targets) {
        NDArray teacher = targets.requireHidden();
        NDArray projected = DjlArrays.linear(
                student.requireHidden(),
                student.lossParameters().get(PROJECTION + ".weight"),
                student.lossParameters().get(PROJECTION + ".bias"));
        return switch (distance) {
            case MSE -> projected.sub(teacher).square().mean();
            case COSINE -> {
                NDArray cosines = projected
                        .mul(teacher)
                        .sum(new int[] {1})
                        .div(length(projected).mul(length(teacher)));
                yield cosines.onesLike().sub(cosines).mean();
            }
        };
    }

    private static NDArray length(NDArray vectors) {
        NDArray squares = vectors.square().sum(new int[] {1});
        return squares.add(squares.getManager().full(squares.getShape(), (float) LEAST_SQUARE))
                .sqrt();
    }
}
