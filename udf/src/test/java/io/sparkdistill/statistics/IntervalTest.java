package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
    /** The values are (p + z²/2n ± z·√(p(1 - p)/n + z²/4n²)) / (1 + z²/n) with z = 1.959964, computed by hand. */
    @Test
    void ofAShareIsWilsons() {
        Interval interval = Interval.ofShare(8, 10);

        assertThat(interval.lower()).isCloseTo(0.49016, within(1e-5));
        assertThat(interval.upper()).isCloseTo(0.94332, within(1e-5));
    }
}
