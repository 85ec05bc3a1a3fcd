package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.DjlArrays;
import java.util.List;

/**
 * Computes the cross-entropy with the labels {@code y}, in nats. The label of a row becomes the distribution {@code q_i
 * = (1 − ε) · onehot(y_i) + ε/classes}, each class {@code c} has a weight {@code w_c}, and the loss is {@code Σ_i Σ_c
 * −w_c · q_ic · log softmax(z_i)_c / Σ_i w_{y_i}} over the labeled rows: without weights, their mean. Rows without a
 * label do not contribute; without any labeled row the loss is 0. It equals PyTorch's {@code CrossEntropyLoss} with
 * {@code weight} and {@code label_smoothing}.
 *
 * <p>Source of the smoothing: Szegedy et al. (2016), "Rethinking the Inception Architecture for Computer Vision",
 * section 7.
 *
 * @param smoothing {@code ε}, in [0, 1)
 * @param classWeights {@code w}: one positive weight per class; empty for equal weights
 */
public record HardLabelLoss(double smoothing, List<Double> classWeights) implements Loss {
    public HardLabelLoss {
        classWeights = List.copyOf(classWeights);
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException(
                    "Cannot create a hard-label loss: label smoothing must lie in [0, 1): " + smoothing);
        }
        if (classWeights.stream().anyMatch(weight -> !(weight > 0) || Double.isInfinite(weight))) {
            throw new IllegalArgumentException(
                    "Cannot create a hard-label loss: class weights must be positive and finite: " + classWeights);
        }
    }

    /** Creates the loss without smoothing and with equal weights. */
    public HardLabelLoss() {
        this(0, List.of());
    }

    @Override
    public NDArray mean(Outputs student, Targets targets) {
        NDArray wanted = weighted(smoothed(targets.labels()));
        double rowWeights = classWeights.isEmpty()
                ? targets.labeledRows()
                : weighted(targets.labels()).sum().getFloat();
        NDArray likelihood = student.logits().logSoftmax(1).mul(wanted).sum();
        return DjlArrays.scale(likelihood, targets.labeledRows() == 0 ? 0 : -1 / rowWeights);
    }

    /** Smooths the labels; a row without a label stays 0. */
    private NDArray smoothed(NDArray labels) {
        if (smoothing == 0) {
            return labels;
        }
        NDArray labeled = labels.sum(new int[] {1}, true);
        double share = smoothing / labels.getShape().get(1);
        return DjlArrays.scale(labels, 1 - smoothing).add(DjlArrays.scale(labeled, share));
    }

    private NDArray weighted(NDArray labels) {
        if (classWeights.isEmpty()) {
            return labels;
        }
        int classes = Math.toIntExact(labels.getShape().get(1));
        if (classWeights.size() != classes) {
            throw new IllegalArgumentException("Cannot weight classes: each of the %d classes needs one weight: %s"
                    .formatted(classes, classWeights));
        }
        float[] weights = new float[classes];
        for (int c = 0; c < classes; c++) {
            weights[c] = classWeights.get(c).floatValue();
        }
        return labels.mul(labels.getManager().create(weights));
    }
}
