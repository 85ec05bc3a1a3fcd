package io.sparkdistill.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchChecksTest {
    private static final String TASK =
            """
            output = out
            task { type = features, classes = 2 }
            input.train = [{ path = a.parquet, format = parquet, features = x, label = y }]
            input.validation = [{ path = b.parquet, format = parquet, features = x, label = y }]
            student.network = mlp
            train { soft-weight = 0, baseline.enabled = false }
            """;
    private static final String LOSSES = "sweep.parameters=[{key=train.label-smoothing, values=[0, 0.1]}]";
    private static final String HALVING = "sweep.search=halving";

    @Test
    void aSearchOfASettingOfTheTrainingIsFine() {
        assertThatCode(() -> check(LOSSES)).doesNotThrowAnyException();
        assertThatCode(() -> check(LOSSES, HALVING)).doesNotThrowAnyException();
    }

    @Test
    void theBestVariantNeedsValidationExamples() {
        assertProblem(
                "the best of its variants is chosen on validation examples: set input.validation or input.validation-share",
                LOSSES,
                "input.validation=[]",
                "input.validation-share=0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input.validation-share | [0.1, 0.2] | []",
                "seed | [1, 2] | []",
                "input.train | [[{path=c.parquet, format=parquet, features=x, label=y}]] | []",
                "input.validation-share | [0.1, 0.2] | [{path=b.parquet, format=parquet, features=x, label=y}]"
            })
    void variantsAreComparedOnTheSameValidationExamples(String key, String values, String validation) {
        assertProblem(
                "variants with other validation examples cannot be compared: take %s out of sweep.parameters, or set input.validation"
                        .formatted(key),
                "sweep.parameters=[{key=%s, values=%s}]".formatted(key, values),
                "input.validation=" + validation,
                "input.validation-share=0.2");
    }

    @Test
    void theSeedMayBeSearchedWhereItHoldsBackNoExamples() {
        assertThatCode(() -> check("sweep.parameters=[{key=seed, values=[1, 2]}]"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.label-smoothing | [0.1, \"0.10\"] | label-smoothing=0.1 and label-smoothing=0.10",
                "train.threads | [1, 2] | threads=1 and threads=2",
                "evaluate.resamples | [10, 20] | resamples=10 and resamples=20"
            })
    void twoVariantsWithTheSameStudentAreNotTrainedAtTheSameTime(String key, String values, String names) {
        assertProblem(
                "the variants %s train the same student: take one of their values out of sweep.parameters"
                        .formatted(names),
                "sweep.parameters=[{key=%s, values=%s}]".formatted(key, values));
    }

    @Test
    void halvingNeedsAStudentThatIsTrainedInEpochsAndSetsTheirNumber() {
        assertProblem(
                "sweep.search = halving sets the epochs itself: take train.epochs out of sweep.parameters",
                HALVING,
                "sweep.parameters=[{key=train.epochs, values=[1, 2]}]");
        assertProblem(
                "sweep.search = halving trains one student per variant: set train.seeds = []",
                HALVING,
                LOSSES,
                "train.seeds=[1, 2]");
        assertProblem(
                "sweep.search = halving needs students that are trained in epochs: student.network is tree in variant network=tree; set sweep.search = grid or random",
                HALVING,
                "sweep.parameters=[{key=student.network, values=[mlp, tree]}]");
    }

    private static void assertProblem(String reason, String... overrides) {
        assertThatThrownBy(() -> check(overrides))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot run a sweep: " + reason);
    }

    private static void check(String... overrides) {
        Sweep.of(load(List.of(overrides)), new Configuration(), more -> {
            List<String> all = new ArrayList<>(List.of(overrides));
            all.addAll(more);
            return load(all);
        });
    }

    private static DistillConfig load(List<String> overrides) {
        return ConfigLoader.load(TASK, "sweep.conf", overrides, Map.of());
    }
}
