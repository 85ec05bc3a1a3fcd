package io.sparkdistill.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndingTest {
    @Test
    void placesAreAlignedBelowAnEmptyLine() {
        assertThat(new Ending()
                        .with("output", "out")
                        .with("page", "out/page.html")
                        .next("export"))
                .hasToString("%n%noutput: out%npage:   out/page.html%nnext:   export".formatted());
    }

    @Test
    void nothingIsSaidWhereNothingWasMade() {
        assertThat(new Ending().next("")).hasToString("");
    }
}
