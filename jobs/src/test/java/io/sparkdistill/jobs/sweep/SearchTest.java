package io.sparkdistill.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.SweepConfig;
import io.sparkdistill.jobs.config.SweepParameter;
import io.sparkdistill.jobs.config.SweepParameter.Range;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final SweepParameter LOSS =
            new SweepParameter("train.loss", List.of("\"kl\"", "\"mse\""), Optional.empty());
    private static final SweepParameter TEMPERATURE =
            new SweepParameter("train.temperature", List.of("1", "2", "4"), Optional.empty());

    @Test
    void aGridHasEveryCombinationOnceInTheOrderOfTheParameters() {
        List<Trial> trials = Search.trials(sweep(SweepConfig.Search.GRID, Optional.empty(), LOSS, TEMPERATURE), 1);

        assertThat(trials)
                .extracting(Trial::name)
                .containsExactly(
                        "loss=kl, temperature=1",
                        "loss=kl, temperature=2",
                        "loss=kl, temperature=4",
                        "loss=mse, temperature=1",
                        "loss=mse, temperature=2",
                        "loss=mse, temperature=4");
        assertThat(trials.get(3).overrides()).containsExactly("train.loss=\"mse\"", "train.temperature=1");
    }

    @Test
    void randomTrialsAreDifferentWithinTheirRangesAndTheSameForTheSameSeed() {
        SweepParameter rate = new SweepParameter(
                "train.learning-rate", List.of(), Optional.of(new Range(1e-4, 1e-1, Range.Scale.LOG, false)));
        SweepParameter size = new SweepParameter(
                "student.bilstm.hidden-size", List.of(), Optional.of(new Range(8, 64, Range.Scale.LINEAR, true)));
        SweepConfig sweep = sweep(SweepConfig.Search.RANDOM, Optional.of(200), rate, size);

        List<Trial> trials = Search.trials(sweep, 7);

        assertThat(trials).hasSize(200).doesNotHaveDuplicates().isEqualTo(Search.trials(sweep, 7));
        assertThat(trials).isNotEqualTo(Search.trials(sweep, 8));
        assertThat(trials).allSatisfy(trial -> {
            assertThat(rate(trial)).isBetween(1e-4, 1e-1);
            assertThat(Integer.parseInt(trial.values().get("student.bilstm.hidden-size")))
                    .isBetween(8, 64);
        });
        assertThat(trials.stream().filter(trial -> rate(trial) < Math.sqrt(1e-4 * 1e-1)))
                .as("half of the draws on a logarithmic scale are below the geometric mean")
                .hasSizeBetween(80, 120);
    }

    private static double rate(Trial trial) {
        return Double.parseDouble(trial.values().get("train.learning-rate"));
    }

    @Test
    void drawsNoMoreTrialsThanThereAreCombinations() {
        assertThat(Search.trials(sweep(SweepConfig.Search.RANDOM, Optional.of(50), LOSS, TEMPERATURE), 3))
                .hasSize(6);
    }

    @Test
    void namesKeysInFullWhereTheirLastWordsAreEqual() {
        SweepParameter other = new SweepParameter("train.hidden.loss", List.of("1"), Optional.empty());

        assertThat(Search.trials(sweep(SweepConfig.Search.GRID, Optional.empty(), LOSS, other), 1)
                        .get(0)
                        .name())
                .isEqualTo("train.loss=kl, train.hidden.loss=1");
    }

    @Test
    void rungsEndAfterTimesAsManyEpochsEachUntilTheLastOne() {
        assertThat(Halving.rungs(new SweepConfig.Halving(1, 3), 9)).containsExactly(1, 3);
        assertThat(Halving.rungs(new SweepConfig.Halving(2, 2), 7)).containsExactly(2, 4);
        assertThat(Halving.rungs(new SweepConfig.Halving(5, 2), 4)).isEmpty();
    }

    private static SweepConfig sweep(
            SweepConfig.Search search, Optional<Integer> trials, SweepParameter... parameters) {
        return new SweepConfig(List.of(), List.of(parameters), search, trials, new SweepConfig.Halving(1, 3), 1);
    }
}
