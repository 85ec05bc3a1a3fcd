package io.sparkdistill.jobs.init;

import io.sparkdistill.jobs.label.TeacherPreview.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares a teacher's answers with labels, in the order of the task's classes and in the one that fits the labels best.
 *
 * @param rows number of answers for labeled examples
 * @param right number of right answers in the order of the classes
 * @param best class index of each output in the order that fits best
 * @param bestRight number of right answers in that order
 */
record TeacherOrder(long rows, long right, List<Integer> best, long bestRight) {
    private static final long FEWEST_ROWS = 8;
    private static final double CLEARLY_BETTER = 0.4;
    private static final double GOOD = 0.7;

    /** Finds the order for which most answers are right, the most frequent pairs of output and label first. */
    static TeacherOrder of(List<Answer> answers, int classes) {
        long[][] counts = new long[classes][classes];
        answers.stream()
                .filter(answer -> answer.label() != null && answer.predicted() >= 0)
                .forEach(answer -> counts[answer.predicted()][answer.label()]++);
        Integer[] order = new Integer[classes];
        boolean[] taken = new boolean[classes];
        IntStream.range(0, classes * classes)
                .boxed()
                .sorted((one, other) ->
                        Long.compare(counts[other / classes][other % classes], counts[one / classes][one % classes]))
                .filter(pair -> counts[pair / classes][pair % classes] > 0)
                .forEach(pair -> {
                    if (order[pair / classes] == null && !taken[pair % classes]) {
                        order[pair / classes] = pair % classes;
                        taken[pair % classes] = true;
                    }
                });
        List<Integer> free = new ArrayList<>(IntStream.range(0, classes)
                .filter(label -> !taken[label])
                .boxed()
                .toList());
        for (int output = 0; output < classes; output++) {
            if (order[output] == null) {
                // An output that was never predicted keeps its class if that is free.
                order[output] = free.contains(output) ? free.remove(free.indexOf(output)) : free.remove(0);
            }
        }
        long rows = 0;
        long right = 0;
        long bestRight = 0;
        for (int output = 0; output < classes; output++) {
            for (int label = 0; label < classes; label++) {
                rows += counts[output][label];
            }
            right += counts[output][output];
            bestRight += counts[output][order[output]];
        }
        return new TeacherOrder(rows, right, List.of(order), bestRight);
    }

    /** Whether the teacher's outputs are in another order than the classes, as far as these answers show. */
    boolean isOther() {
        return rows >= FEWEST_ROWS && bestRight >= GOOD * rows && bestRight - right >= CLEARLY_BETTER * rows;
    }
}
