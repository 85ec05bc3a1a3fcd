package io.sparkdistill.jobs.train.rounds;

import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.jobs.config.TrainConfig.SelectBy;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.Targets;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.DivergedException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A criterion is the score by which an epoch is compared with others, where it is another than the accuracy on the
 * validation examples.
 *
 * @param by what the value is
 * @param value soft loss per example, negative log-likelihood in nats, or agreement in [0, 1]
 */
public record Criterion(SelectBy by, double value) implements Serializable {
    private static final int ROWS = 4096;

    /**
     * Scores a student on the examples that are held back.
     *
     * @throws DivergedException if the loss is not finite
     */
    static Criterion of(TrainableModel model, Validation.Choice choice) {
        float[][] logits = model.logits(choice.heldBack());
        double value = choice.by() == SelectBy.AGREEMENT
                ? agreement(logits, choice.heldBack())
                : softLoss(model, logits, choice);
        if (!Double.isFinite(value)) {
            throw new DivergedException("the loss of the examples held back is not finite: " + value);
        }
        return new Criterion(choice.by(), value);
    }

    private static double softLoss(TrainableModel model, float[][] logits, Validation.Choice choice) {
        double sum = 0;
        for (int start = 0; start < logits.length; start += ROWS) {
            int end = Math.min(start + ROWS, logits.length);
            float[][] rows = Arrays.copyOfRange(logits, start, end);
            sum += rows.length
                    * mean(model, rows, choice.softLoss(), choice.heldBack().subList(start, end));
        }
        return sum / logits.length;
    }

    private static double mean(TrainableModel model, float[][] logits, Loss loss, List<Example> examples) {
        try (NDManager manager = model.newManager()) {
            return GradientMode.off(() -> {
                Outputs outputs = new Outputs(manager.create(logits), null);
                return (double) loss.mean(outputs, Targets.of(manager, examples, model.classes()))
                        .getFloat();
            });
        }
    }

    private static double agreement(float[][] logits, List<Example> examples) {
        int same = 0;
        for (int row = 0; row < logits.length; row++) {
            same += ValidationScore.argmax(logits[row], logits[row].length) == teacherClass(examples.get(row)) ? 1 : 0;
        }
        return (double) same / logits.length;
    }

    private static int teacherClass(Example example) {
        int[] listed = example.targetClasses();
        return listed == null
                ? ValidationScore.argmax(example.target(), example.target().length)
                : listed[ValidationScore.argmax(example.target(), listed.length)];
    }

    boolean isBetterThan(Criterion earlier) {
        return by == SelectBy.AGREEMENT ? value > earlier.value : value < earlier.value;
    }

    /** Returns what the line of an epoch says of the score on the examples that are held back. */
    String text() {
        String name = by.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.format(Locale.ROOT, "%s held back %.4f", name, value);
    }
}
