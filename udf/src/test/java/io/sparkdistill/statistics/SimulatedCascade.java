package io.sparkdistill.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A population of rows with known answers: the larger the margin of the student, the more often it agrees with the
 * teacher. Two classes.
 *
 * @param rows of the population
 */
record SimulatedCascade(List<Example> rows) {
    /** Holds the answers for one row. */
    record Example(double margin, int student, int teacher, int label) {
        /** Whether a cascade at a threshold disagrees with the teacher. */
        boolean disagreesAt(double threshold) {
            return margin >= threshold && student != teacher;
        }

        /** Whether a cascade at a threshold is not right. */
        boolean isWrongAt(double threshold) {
            return (margin >= threshold ? student : teacher) != label;
        }
    }

    /**
     * Draws a population.
     *
     * @param teacherError share of rows that the teacher gets wrong
     */
    static SimulatedCascade draw(int rows, double teacherError, long seed) {
        Random random = new Random(seed);
        List<Example> drawn = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int label = random.nextInt(2);
            int teacher = random.nextDouble() < teacherError ? 1 - label : label;
            double margin = Math.abs(2.5 + 2 * random.nextGaussian());
            double disagreement = 1 / (1 + Math.exp(1.2 * margin));
            drawn.add(new Example(margin, random.nextDouble() < disagreement ? 1 - teacher : teacher, teacher, label));
        }
        return new SimulatedCascade(drawn);
    }

    /** Shuffles the population: its first part chooses a threshold, the rest tests it. */
    SimulatedCascade shuffled(long seed) {
        List<Example> order = new ArrayList<>(rows);
        Collections.shuffle(order, new Random(seed));
        return new SimulatedCascade(order);
    }

    SimulatedCascade part(int from, int to) {
        return new SimulatedCascade(rows.subList(from, to));
    }

    CascadeCurve agreement() {
        CascadeCounts counts = new CascadeCounts();
        rows.forEach(row -> counts.add(row.margin(), row.student(), row.teacher(), row.teacher()));
        return counts.curve();
    }

    CascadeCurve accuracy() {
        CascadeCounts counts = new CascadeCounts();
        rows.forEach(row -> counts.add(row.margin(), row.student(), row.teacher(), row.label()));
        return counts.curve();
    }

    double shareAgreeing(double threshold) {
        return 1
                - (double) rows.stream()
                                .filter(row -> row.disagreesAt(threshold))
                                .count()
                        / rows.size();
    }

    double shareRight(double threshold) {
        return 1
                - (double) rows.stream().filter(row -> row.isWrongAt(threshold)).count() / rows.size();
    }
}
