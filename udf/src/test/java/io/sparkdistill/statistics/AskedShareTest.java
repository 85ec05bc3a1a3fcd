package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AskedShareTest {
    private final AskedShare validation = new AskedShare(100, 1000);

    @Test
    void aLargeAndSignificantDifferenceIsDrift() {
        assertThat(new AskedShare(2000, 10_000).driftsFrom(validation, 0.05)).isTrue();
        assertThat(new AskedShare(0, 10_000).driftsFrom(validation, 0.05)).isTrue();
    }

    @Test
    void aDifferenceWithinTheToleranceIsNoDriftHoweverSignificant() {
        assertThat(new AskedShare(140_000, 1_000_000).driftsFrom(validation, 0.05))
                .isFalse();
    }

    @Test
    void aDifferenceOfFewRowsIsChance() {
        assertThat(new AskedShare(4, 20).driftsFrom(validation, 0.05)).isFalse();
        assertThat(new AskedShare(1, 1).driftsFrom(new AskedShare(0, 1), 0.05)).isFalse();
    }

    @Test
    void sharesOfOneKindAreEqual() {
        assertThat(new AskedShare(0, 10).driftsFrom(new AskedShare(0, 1000), 0)).isFalse();
        assertThat(new AskedShare(10, 10).driftsFrom(new AskedShare(1000, 1000), 0))
                .isFalse();
    }

    @Test
    void wrongCountsAreNamed() {
        assertThatThrownBy(() -> new AskedShare(3, 2))
                .hasMessage("Cannot compare shares: rows must be at least 1 and include the asked: 3 of 2");
    }
}
