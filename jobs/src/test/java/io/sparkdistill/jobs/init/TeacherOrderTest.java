package io.sparkdistill.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.label.TeacherPreview.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeacherOrderTest {
    @Test
    void outputsInAnotherOrderAreFoundByTheLabels() {
        TeacherOrder order = TeacherOrder.of(answers(2, 5, new int[] {1, 0}), 2);

        assertThat(order).isEqualTo(new TeacherOrder(10, 0, List.of(1, 0), 10));
        assertThat(order.isOther()).isTrue();
    }

    @Test
    void outputsThatWereNeverPredictedKeepTheirClasses() {
        // Output 2 answers class 0. Output 0 takes what is left: neither class 1 nor 3, which have their own outputs.
        TeacherOrder order = TeacherOrder.of(List.of(answer(4, 2, 0)), 4);

        assertThat(order.best()).containsExactly(2, 1, 0, 3);
    }

    @Test
    void tensOfThousandsOfClassesNeedLittleMemory() {
        int classes = 50_000;
        TeacherOrder order = TeacherOrder.of(List.of(answer(classes, 49_999, 7), answer(classes, 1, 1)), classes);

        assertThat(order.best()).hasSize(classes).doesNotHaveDuplicates();
        assertThat(order.best().get(49_999)).isEqualTo(7);
        assertThat(order.rows()).isEqualTo(2);
        assertThat(order.right()).isEqualTo(1);
    }

    private static List<Answer> answers(int classes, int times, int... labels) {
        List<Answer> answers = new ArrayList<>();
        for (int output = 0; output < labels.length; output++) {
            for (int i = 0; i < times; i++) {
                answers.add(answer(classes, output, labels[output]));
            }
        }
        return answers;
    }

    private static Answer answer(int classes, int output, int label) {
        double[] probabilities = new double[classes];
        probabilities[output] = 1;
        return new Answer("text", label, probabilities, null);
    }
}
