package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.DjlArrays;

/**
 * Computes the squared distance to a teacher's logits: {@code mean_i ‖z_teacher,i − z_i‖²}, a sum over classes and a
 * mean over rows, at least 0.
 *
 * <p>Sources: Tang et al. (2019), section 3.3; Ba and Caruana (2014).
 */
public record LogitLoss() implements Loss {
    @Override
    public NDArray mean(Outputs student, Targets targets) {
        targets.requireSoft();
        return DjlArrays.scale(student.logits().sub(targets.soft()).square().sum(), 1.0 / targets.rows());
    }
}
