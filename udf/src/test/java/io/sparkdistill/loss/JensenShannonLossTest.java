package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JensenShannonLossTest extends LossContract {
    @Override
    Loss loss() {
        return new JensenShannonLoss(3);
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        return LossSamples.divergence(student, batch, 3, JensenShannonLossTest::divergence);
    }

    private static double divergence(double[] teacher, double[] student) {
        double[] middle = IntStream.range(0, teacher.length)
                .mapToDouble(c -> (teacher[c] + student[c]) / 2)
                .toArray();
        return (LossSamples.kl(teacher, middle) + LossSamples.kl(student, middle)) / 2;
    }

    @Override
    Optional<LossSamples.Student> agreeing() {
        return Optional.of(LossSamples.agreeing(3));
    }

    @Override
    boolean readsFewClasses() {
        return false;
    }

    /** At a low temperature the student's least probabilities are 0 in a float, and so is one target. */
    @Test
    void readsClassesThatNobodyDeemsPossible() {
        Loss cold = new JensenShannonLoss(0.01);
        ToDoubleFunction<LossSamples.Student> plain =
                student -> LossSamples.divergence(student, LossSamples.BATCH, 0.01, JensenShannonLossTest::divergence);

        assertThat(value(cold, LossSamples.STUDENT, LossSamples.BATCH))
                .isCloseTo(plain.applyAsDouble(LossSamples.STUDENT), within(1e-5));
        checkGradients(cold, LossSamples.STUDENT, LossSamples.BATCH, plain);
    }
}
