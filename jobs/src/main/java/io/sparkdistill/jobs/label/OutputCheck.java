package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.teacher.ModelOutput;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the outputs of a model are of the kind that the configuration names.
 *
 * @param key of the teacher
 */
record OutputCheck(String key, ModelOutput.Kind kind) {
    private static final Logger LOG = LoggerFactory.getLogger(OutputCheck.class);

    /** The largest distance from 1 of a sum of probabilities in half precision. */
    private static final double ROUNDING = 0.02;

    /** The smallest number of rows that is judged: one or two rows of logits may look like probabilities by chance. */
    private static final int FEWEST_ROWS = 3;

    static OutputCheck of(TeacherConfig teacher) {
        return new OutputCheck(teacher.key(), teacher.output().kind());
    }

    /**
     * Checks the predictions for several inputs.
     *
     * @param logits in the form that will be stored
     * @throws TeacherTrial.Failure if they are outputs of another kind
     */
    void check(List<float[]> logits) {
        switch (kind) {
            case LOGITS -> {
                if (logits.size() >= FEWEST_ROWS && logits.stream().allMatch(OutputCheck::areProbabilities)) {
                    throw failure(
                            "its outputs are from 0 to 1 and sum to 1: they are probabilities, not logits; set %s.output ="
                                    + " probabilities, or export the model without its softmax");
                }
                if (logits.stream().allMatch(OutputCheck::areLogProbabilities)) {
                    LOG.info("The outputs of {} are log-probabilities: logits whose softmax is the same", key);
                }
                warnOfSigmoid(logits);
            }
            case PROBABILITIES, LOG_PROBABILITIES -> {
                if (!logits.stream().allMatch(OutputCheck::areLogProbabilities)) {
                    throw failure("its outputs are no "
                            + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')
                            + " of classes that exclude each other: they do not sum to 1; check %s.output");
                }
            }
            case ONE_LOGIT -> warnOfSigmoid(logits);
        }
    }

    private void warnOfSigmoid(List<float[]> logits) {
        if (logits.size() >= FEWEST_ROWS && logits.stream().allMatch(OutputCheck::areFrom0To1)) {
            LOG.warn(
                    "All outputs of {} are from 0 to 1: if the model ends in a sigmoid, they are no logits;"
                            + " set {}.output = probabilities for one output, or export it without the sigmoid",
                    key,
                    key);
        }
    }

    private TeacherTrial.Failure failure(String message) {
        return new TeacherTrial.Failure(message.formatted(key), null);
    }

    private static boolean areProbabilities(float[] row) {
        double sum = 0;
        boolean inRange = true;
        for (float value : row) {
            sum += value;
            inRange &= value >= 0 && value <= 1 + ROUNDING;
        }
        return inRange && Math.abs(sum - 1) <= ROUNDING;
    }

    private static boolean areFrom0To1(float[] row) {
        boolean inRange = true;
        for (float value : row) {
            inRange &= value >= 0 && value <= 1;
        }
        return inRange;
    }

    private static boolean areLogProbabilities(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += Math.exp(value);
        }
        return Math.abs(sum - 1) <= ROUNDING;
    }
}
