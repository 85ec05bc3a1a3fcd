package io.sparkdistill.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void numbersAreWrittenForPeople() {
        assertThat(Figures.measure(0.12345)).isEqualTo("0.1235");
        assertThat(Figures.measure(-0.00001)).isEqualTo("0.0000");
        assertThat(Figures.measure(null)).isEqualTo("–");
        assertThat(Figures.percent(0.9915)).isEqualTo("99.2 %");
        assertThat(Figures.bytes(12)).isEqualTo("12 B");
        assertThat(Figures.bytes(269_262)).isEqualTo("269 kB");
        assertThat(Figures.bytes(1_849_913)).isEqualTo("1.8 MB");
        assertThat(Figures.shortened(999_999)).isEqualTo("1M");
        assertThat(Figures.shortened(0.25)).isEqualTo("0.250");
        assertThat(Figures.seconds(4.66)).isEqualTo("4.7 s");
        assertThat(Figures.seconds(3_599)).isEqualTo("59 min 59 s");
        assertThat(Figures.seconds(7_260)).isEqualTo("2 h 1 min");
        assertThat(Figures.pValue(0.00001)).isEqualTo("< 0.0001");
    }

    @Test
    void ticksAreRoundAndWithinTheAxis() {
        assertThat(Axis.linear("x", 0, 1).ticks())
                .extracting(Axis.Tick::label)
                .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(Axis.linear("x", 1, 72).ticks()).extracting(Axis.Tick::label).containsExactly("20", "40", "60");
        assertThat(Axis.logarithmic("x", 400, 4000).ticks())
                .extracting(Axis.Tick::label)
                .containsExactly("300", "1k", "3k", "10k");
        assertThat(Axis.around("x", 0.5).ticks()).hasSizeBetween(2, 7);
    }
}
