package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Layers;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.tensor.DjlArrays;
import java.util.List;

/**
 * How far the student's hidden states {@code h_i}, projected to the width {@code d} of the teacher's, {@code y_i = W·h_i +
 * b}, are from the teacher's {@code t_i}: a mean over rows, at least 0. The projection is trained along and is not part of
 * the student. Sources: Romero et al. (2015), "FitNets: Hints for Thin Deep Nets", equation 3, for the projection; Jiao et
 * al. (2020), "TinyBERT", equation 8, for the mean squared error; Sanh et al. (2019), "DistilBERT", section 2, for the
 * cosine.
 *
 * @param distance of one row
 * @param teacherWidth {@code d}
 */
public record FeatureLoss(Distance distance, int teacherWidth) implements Loss {
    private static final String PROJECTION = "projection";
    // Keeps the length of a vector of zeros apart from 0.
    private static final double LEAST_SQUARE = 1e-12;

    /** What is small for vectors that are alike. */
    public enum Distance {
        /** {@code ‖y − t‖² / d}. */
        MSE,
        /** {@code 1 − y·t / (‖y‖·‖t‖)}, from 0 to 2: the directions alone. */
        COSINE
    }

    public FeatureLoss {
        if (teacherWidth < 1) {
            throw new IllegalArgumentException(
                    "Cannot make a feature loss: the width of hidden states starts at 1: " + teacherWidth);
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
