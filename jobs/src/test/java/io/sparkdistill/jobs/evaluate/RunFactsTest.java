package io.sparkdistill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFactsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theRowsOfATrainingAreThoseThatItSawBetweenAllValidations() throws IOException {
        // 100 examples were used one and a half times, with two validations per epoch.
        JsonNode training = JSON.readTree(
                """
                {"examples": 100, "epochs": [{"rows": 50, "seconds": 1.5}, {"rows": 50, "seconds": 1.25},
                  {"rows": 50, "seconds": 1.25}]}
                """);
        RunFacts facts =
                new RunFacts(JSON.missingNode(), JSON.missingNode(), Map.of("student", training), Map.of(), Map.of());

        assertThat(facts.trainingRows("student")).isEqualTo(150);
        assertThat(facts.trainingSeconds("student")).isEqualTo(4);
        assertThat(facts.trainingRows("baseline")).isZero();
    }
}
