package io.sparkdistill.jobs.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.CanonicalKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalKeysTest {
    private static final String LEAST = "output=o, task.classes=2, input.train=[{path=a.tsv, label=l}]\n";

    @Test
    void areThoseThatDifferFromTheDefaults() {
        assertThat(keys("train.epochs=10, augment.mask-word=\"[MASK]\", label.top-k=null, train.patience=4")
                        .values())
                .containsExactly(
                        Map.entry("input.train[0].label", "\"l\""),
                        Map.entry("input.train[0].path", "\"a.tsv\""),
                        Map.entry("output", "\"o\""),
                        Map.entry("task.classes", "\"2\""),
                        Map.entry("train.patience", "\"4\""));
    }

    @Test
    void haveOneFormHoweverAValueIsWritten() {
        assertThat(keys("train.learning-rate=1e-2, label.temperatures=[1, 2.0]"))
                .isEqualTo(keys("train { learning-rate = 0.010 }, label.temperatures=[1.0, 2]"))
                .isNotEqualTo(keys("train.learning-rate=0.02, label.temperatures=[1.0, 2]"))
                .isNotEqualTo(keys("train.learning-rate=0.01, label.temperatures=[2, 1]"));
        assertThat(keys("task.class-names=[\"a, b\", c]")).isNotEqualTo(keys("task.class-names=[a, \"b, c\"]"));
    }

    @Test
    void ofListElementsCountTheDefaultsOfTheirTemplate() {
        String plain = "input.train=[{path=a.tsv, label=label, header=true}, {path=b.csv, format=csv, label=y}]";
        assertThat(keys(plain).under("input"))
                .containsExactly(
                        Map.entry("input.train[0].label", "\"label\""),
                        Map.entry("input.train[0].path", "\"a.tsv\""),
                        Map.entry("input.train[1].format", "\"csv\""),
                        Map.entry("input.train[1].label", "\"y\""),
                        Map.entry("input.train[1].path", "\"b.csv\""));
        assertThat(keys("entry.label=label, input.train=[{path=a.tsv}, {path=b.csv, format=csv, label=y}]")
                        .under("input"))
                .isEqualTo(keys(plain).under("input"));
    }

    @Test
    void areFoundByGroupOrKey() {
        CanonicalKeys keys = keys("train.epochs=3, train.baseline.epochs=4, label.top-k=1, label.commit-rows=7");
        assertThat(keys.under("train", "label.top-k"))
                .containsOnlyKeys("train.epochs", "train.baseline.epochs", "label.top-k");
    }

    private static CanonicalKeys keys(String settings) {
        return ConfigLoader.load(LEAST + settings, "test", List.of(), Map.of()).keys();
    }
}
