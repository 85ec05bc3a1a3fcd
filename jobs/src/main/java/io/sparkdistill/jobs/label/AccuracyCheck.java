package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.ConfusionMatrix;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;

/** Checks the accuracy of a teacher on labeled rows. */
final class AccuracyCheck {
    /** The smallest number of rows that can end a run; on fewer rows a low accuracy may be chance. */
    private static final int LEAST_ROWS = 50;
    /** The smallest number of rows that can give a warning. */
    private static final int LEAST_ROWS_TO_WARN = 10;
    /** The number of standard errors below guessing that is not taken for chance. */
    private static final double CERTAINTY = 3;
    /**
     * A teacher is unusable below this share of the accuracy of guessing. A weak one of several teachers may be below
     * 1.
     */
    private static final double FAR_WORSE = 0.5;
    /** The share of equal predictions from which on a teacher is suspected to ignore its input. */
    private static final double ONE_ANSWER = 0.95;

    /**
     * Names the settings that are the likely causes of a low accuracy, as the ends of messages.
     *
     * @param order if another order of the classes fits better, with a place for that order
     * @param sameClass if almost all predictions are the same
     * @param otherwise in any other case
     */
    record Suspects(String order, String sameClass, String otherwise) {
        /** Returns the suspects of a model of files, or of several models. */
        static Suspects ofFiles(String key) {
            return new Suspects(
                    "if that is the model's order, set " + key + ".classes = %s",
                    "as with the tokenizer or the inputs of another model; check %s.tokenizer, .inputs and .max-tokens"
                            .formatted(key),
                    "check the order of its outputs (%s.classes), .tokenizer, .inputs, .output, and the labels"
                            .formatted(key));
        }

        /** Returns the suspects of a model behind an endpoint. */
        static Suspects ofEndpoint(String key) {
            return new Suspects(
                    "the words of " + key
                            + ".class-tokens seem to stand for %s: order them by class, or mend the prompt",
                    "as with a prompt that the model does not follow; check %s.prompt, .mode and .class-tokens"
                            .formatted(key),
                    "check %s.prompt, .class-tokens, and the labels".formatted(key));
        }

        static Suspects of(TeacherConfig teacher) {
            return teacher.endpoint().isPresent() ? ofEndpoint(teacher.key()) : ofFiles(teacher.key());
        }
    }

    private final TaskConfig task;
    private final Optional<Double> least;

    /**
     * Creates a check.
     *
     * @param least smallest accuracy, as in {@link io.sparkdistill.jobs.config.LabelConfig.Checks#minTeacherAccuracy}
     */
    AccuracyCheck(TaskConfig task, Optional<Double> least) {
        this.task = task;
        this.least = least;
    }

    /**
     * Returns the accuracy of a teacher, with warnings if it is suspicious.
     *
     * @param key of the teacher in the configuration, for messages
     * @param counts predictions by label, of at least one row
     * @throws InputException if the accuracy is less than the configured one or, without that, far worse than guessing
     */
    TeacherAccuracy check(String teacher, String key, ConfusionMatrix counts) {
        return check(teacher, Suspects.ofFiles(key), counts);
    }

    /**
     * Returns the accuracy of a teacher, with warnings if it is suspicious.
     *
     * @param suspects settings that messages name as likely causes
     */
    TeacherAccuracy check(String teacher, Suspects suspects, ConfusionMatrix counts) {
        double majority = (double) largest(counts::labeled) / counts.rows();
        List<String> warnings = new ArrayList<>();
        Optional<ClassOrder> order = ClassOrder.better(counts).filter(better -> better.accuracy() > majority);
        boolean failed = least.map(share -> counts.accuracy() < share).orElseGet(() -> isFarWorseThanGuessing(counts));
        if (failed || order.isPresent() || isNoBetterThan(majority, counts)) {
            String finding =
                    "the accuracy of teacher %s on %,d labeled rows is %s, that of the most frequent label %s: %s"
                            .formatted(
                                    teacher,
                                    counts.rows(),
                                    written(counts.accuracy()),
                                    written(majority),
                                    cause(suspects, counts, order));
            if (failed) {
                String remedy = least.map(share -> "lower label.min-teacher-accuracy = " + share)
                        .orElse("set label.min-teacher-accuracy = 0");
                throw new InputException(
                        "Cannot train on a teacher's outputs: %s, or %s to continue anyway".formatted(finding, remedy));
            }
            warnings.add(finding);
        }
        return new TeacherAccuracy(
                teacher,
                counts.rows(),
                counts.accuracy(),
                majority,
                TeacherAccuracy.Confusion.of(task, counts),
                warnings);
    }

    private static boolean isNoBetterThan(double majority, ConfusionMatrix counts) {
        return counts.rows() >= LEAST_ROWS_TO_WARN && majority < 1 && counts.accuracy() <= majority;
    }

    /**
     * Whether the accuracy is far worse than that of guessing, both uniformly and with the teacher's own class shares.
     */
    private static boolean isFarWorseThanGuessing(ConfusionMatrix counts) {
        double even = 1.0 / counts.classes();
        double error = Math.sqrt(even * (1 - even) / counts.rows());
        double own = 0;
        for (int index = 0; index < counts.classes(); index++) {
            own += (double) counts.labeled(index) / counts.rows() * counts.predicted(index) / counts.rows();
        }
        return counts.rows() >= LEAST_ROWS
                && counts.accuracy() < Math.min(FAR_WORSE * even, even - CERTAINTY * error)
                && counts.accuracy() <= own;
    }

    private String cause(Suspects suspects, ConfusionMatrix counts, Optional<ClassOrder> order) {
        if (order.isPresent()) {
            String classes = Arrays.stream(order.get().classes())
                    .mapToObj(index -> '"' + task.className(index) + '"')
                    .collect(Collectors.joining(", ", "[", "]"));
            return "its outputs seem to be in another order than the classes: in the order %s its accuracy is %s; "
                            .formatted(classes, written(order.get().accuracy()))
                    + suspects.order().formatted(classes);
        }
        long most = largest(counts::predicted);
        if (most >= ONE_ANSWER * counts.rows() && largest(counts::labeled) < ONE_ANSWER * counts.rows()) {
            return "it predicts the same class for %,d of them, ".formatted(most) + suspects.sameClass();
        }
        return suspects.otherwise();
    }

    private long largest(IntToLongFunction count) {
        long largest = 0;
        for (int index = 0; index < task.classes(); index++) {
            largest = Math.max(largest, count.applyAsLong(index));
        }
        return largest;
    }

    private static String written(double share) {
        return String.format(Locale.ROOT, "%.4f", share);
    }
}
