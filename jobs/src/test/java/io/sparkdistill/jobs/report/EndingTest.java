package io.sparkdistill.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndingTest {
    @Test
    void placesAreAlignedBelowAnEmptyLine() {
        Ending ending =
                new Ending().with("output", "out").with("page", "out/page.html").next("export");
        assertThat(ending).hasToString("%noutput: out%npage:   out/page.html%nnext:   export".formatted());
        assertThat(ending.below("Done."))
                .isEqualTo("Done.%n%noutput: out%npage:   out/page.html%nnext:   export".formatted());
    }

    @Test
    void nothingIsSaidWhereNothingWasMade() {
        assertThat(new Ending().next("")).hasToString("");
        assertThat(new Ending().next("").below("Done.")).isEqualTo("Done.");
    }
}
