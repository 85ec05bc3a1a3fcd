package io.sparkdistill.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final String MARK = "<!-- Generated from reference.conf: do not edit below this line. -->\n";

    /**
     * What stands above the mark is written by hand. With {@code -Dspark-distill.docs=write} the rest is written anew.
     */
    @Test
    void thePageShowsEveryKeyWithItsTypeDefaultAndMeaning() throws IOException {
        Page page = Page.of("docs/configuration.md");
        String expected = page.text().substring(0, page.text().indexOf(MARK)) + MARK + ConfigurationReference.render();
        if ("write".equals(System.getProperty("spark-distill.docs"))) {
            Files.writeString(page.path(), expected);
        }
        assertThat(expected).as("every key of reference.conf has a comment").doesNotContain("|  |");
        String written = Page.of(page.path()).text();
        assertThat(expected.lines().filter(line -> !written.contains(line + "\n")))
                .as("docs/configuration.md is out of date; write it anew by mvn -q -pl serving,udf,jobs test"
                        + " -Dtest=ConfigurationReferenceTest"
                        + " -Dspark-distill.docs=write")
                .isEmpty();
        assertThat(written.equals(expected)).as("nothing else is on the page").isTrue();
    }
}
