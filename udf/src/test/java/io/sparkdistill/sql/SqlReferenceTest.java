package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SqlReferenceTest {
    private static final Path PAGE = Path.of("../docs/sql.md");
    private static final String MARK = "<!-- Generated from the functions: do not edit below this line. -->\n";

    /**
     * What stands above the mark is written by hand. With {@code -Dspark-distill.docs=write} the rest is written anew.
     */
    @Test
    void thePageShowsEveryFunctionWithItsParametersAndExamples() throws IOException {
        String page = Files.readString(PAGE);
        String expected = page.substring(0, page.indexOf(MARK))
                + MARK
                + DistillFunctions.ALL.stream().map(SqlReferenceTest::section).collect(Collectors.joining());
        if ("write".equals(System.getProperty("spark-distill.docs"))) {
            Files.writeString(PAGE, expected);
        }
        String written = Files.readString(PAGE);
        assertThat(expected.lines().filter(line -> !written.contains(line + "\n")))
                .as("docs/sql.md is out of date; write it anew by mvn -q -pl serving,udf test -Dtest=SqlReferenceTest"
                        + " -Dspark-distill.docs=write")
                .isEmpty();
        assertThat(written.equals(expected)).as("nothing else is on the page").isTrue();
    }

    private static String section(SqlFunction function) {
        Documentation documentation = function.documentation();
        String parameters = function.parameters().stream()
                .map(parameter -> "- `%s`: %s%s%s%n"
                        .formatted(
                                parameter.name(),
                                parameter.description(),
                                parameter.isConstant() ? "; constant" : "",
                                parameter.defaultValue() == null ? "" : "; default " + parameter.defaultValue()))
                .collect(Collectors.joining());
        String examples = documentation.examples().stream()
                .map(example -> "%s\n  %s%n"
                        .formatted(example.statement().replace("_FUNC_", function.name()), example.result()))
                .collect(Collectors.joining());
        return "\n### %s%n%n`%s%s` %s%n%n%s%n```sql%n%s```%n"
                .formatted(
                        function.name(),
                        function.name(),
                        function.signature(),
                        decapitalized(documentation.summary().replace("*", "\\*")),
                        parameters,
                        examples);
    }

    /** The summary as the predicate of a sentence about the function. */
    private static String decapitalized(String summary) {
        return Character.toLowerCase(summary.charAt(0)) + summary.substring(1);
    }
}
