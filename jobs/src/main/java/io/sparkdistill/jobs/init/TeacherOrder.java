package io.sparkdistill.jobs.init;

import io.sparkdistill.jobs.label.TeacherPreview.Answer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /** A pair is an output of the teacher and a label that came together. */
    private record Pair(int output, int label) {}

    /** Finds the order for which most answers are right, the most frequent pairs of output and label first. */
    static TeacherOrder of(List<Answer> answers, int classes) {
        Map<Pair, Long> counts = answers.stream()
                .filter(answer -> answer.label() != null && answer.predicted() >= 0)
                .collect(Collectors.groupingBy(
                        answer -> new Pair(answer.predicted(), answer.label()), Collectors.counting()));
        List<Integer> order = order(counts, classes);
        long right = 0;
        long bestRight = 0;
        for (Map.Entry<Pair, Long> each : counts.entrySet()) {
            Pair pair = each.getKey();
            right += pair.output() == pair.label() ? each.getValue() : 0;
            bestRight += order.get(pair.output()) == pair.label() ? each.getValue() : 0;
        }
        long rows = counts.values().stream().mapToLong(count -> count).sum();
        return new TeacherOrder(rows, right, order, bestRight);
    }

    private static List<Integer> order(Map<Pair, Long> counts, int classes) {
        Integer[] order = new Integer[classes];
        NavigableSet<Integer> free = new TreeSet<>();
        IntStream.range(0, classes).forEach(free::add);
        List<Pair> frequent = counts.keySet().stream()
                .sorted(Comparator.comparing((Pair pair) -> -counts.get(pair))
                        .thenComparing(Pair::output)
                        .thenComparing(Pair::label))
                .toList();
        for (Pair pair : frequent) {
            if (order[pair.output()] == null && free.remove(pair.label())) {
                order[pair.output()] = pair.label();
            }
        }
        // An output that was never predicted keeps its class if that is free.
        for (int output = 0; output < classes; output++) {
            if (order[output] == null && free.remove(output)) {
                order[output] = output;
            }
        }
        for (int output = 0; output < classes; output++) {
            if (order[output] == null) {
                order[output] = free.pollFirst();
            }
        }
        return List.of(order);
    }

    /** Whether the teacher's outputs are in another order than the classes, as far as these answers show. */
    boolean isOther() {
        return rows >= FEWEST_ROWS && bestRight >= GOOD * rows && bestRight - right >= CLEARLY_BETTER * rows;
    }
}
